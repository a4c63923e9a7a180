import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { ServerFrame } from '@aibmc/common/contract/live';
import { ConfirmedCanvas, type Detail } from './confirmed.ts';
import type { LiveLink } from './link.ts';
import type { Timing } from './timing.ts';

interface LogOptions {
  detail: Detail;
  link: LiveLink;
  timing: Timing;
  fetchCanvas: () => Promise<Detail | null>;
  /** Edits were confirmed; `before` is the canvas that they were made on. */
  onEdits: (edits: readonly LoggedEdit[], before: CanvasState) => void;
  /** The canvas was read as a whole instead of its edits. */
  onRead: (now: CanvasState, before: CanvasState) => void;
}

const RETRY_MS = 1_000;
/** What was asked for comes within this, or the connection is no good. */
const RESUME_MS = 15_000;

/** The canvas as the server has confirmed it, kept up with the log: what is missing is asked for, never guessed. */
export class FollowedLog {
  readonly #options: LogOptions;
  readonly #confirmed: ConfirmedCanvas;
  #isResuming = false;
  #isReading = false;
  #cancelResume = (): void => undefined;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#confirmed = new ConfirmedCanvas(options.detail);
  }

  get state(): CanvasState {
    return this.#confirmed.state;
  }

  get revision(): number {
    return this.#confirmed.revision;
  }

  /** A new connection brings the edits after a revision by itself. */
  connected(revision: number): void {
    this.#isResuming = false;
    if (revision > this.revision) this.#resume();
  }

  take(frame: Extract<ServerFrame, { type: 'edits' }>): void {
    const before = this.state;
    const edits = this.#confirmed.take(frame);
    if (!this.#confirmed.hasGap) this.#isResuming = false;
    else if (this.#confirmed.isFarBehind) void this.readAgain();
    else if (!this.#isResuming) this.#resume();
    if (edits.length > 0) this.#options.onEdits(edits, before);
  }

  /** Takes the canvas as a whole, where the way by its edits is too long or there is none. */
  async readAgain(): Promise<void> {
    if (this.#isReading) return;
    const { fetchCanvas, link, timing, onRead, onEdits } = this.#options;
    this.#isReading = true;
    const detail = await fetchCanvas();
    this.#isReading = this.#isResuming = false;
    if (!detail) {
      timing.after(RETRY_MS, () => {
        if (link.state === 'live') void this.readAgain();
      });
      return;
    }
    const before = this.state;
    const edits = this.#confirmed.replace(detail);
    onRead(this.state, before);
    onEdits(edits, before);
    if (link.state === 'live') this.#resume();
  }

  #resume(): void {
    if (this.#isReading) return;
    const { link, timing } = this.#options;
    this.#isResuming = true;
    link.send({ type: 'resume', after: this.revision });
    this.#cancelResume();
    this.#cancelResume = timing.after(RESUME_MS, () => {
      if (this.#isResuming && link.state === 'live') link.reconnect();
    });
  }
}
