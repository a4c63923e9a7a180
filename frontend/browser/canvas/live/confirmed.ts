import { applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import { stateOf } from '@aibmc/common/canvas/canvas-state';
import type { CanvasDetail, LoggedEdit } from '@aibmc/common/contract/canvases';
import type { ServerFrame } from '@aibmc/common/contract/live';

export type Detail = Pick<CanvasDetail, 'canvas' | 'notes' | 'connections' | 'suggestions'>;
type EditsFrame = Extract<ServerFrame, { type: 'edits' }>;

/** Frames that may wait for what lies before them; beyond that, reading the canvas again is cheaper. */
const MOST_AHEAD = 1_000;

/** The canvas as the server's log has it up to a revision; edits come in whatever frames, and count in their order. */
export class ConfirmedCanvas {
  state: CanvasState;
  revision: number;
  #ahead: EditsFrame[] = [];

  constructor(detail: Detail) {
    this.state = stateOf({ ...detail.canvas, ...detail });
    this.revision = detail.canvas.revision;
  }

  /** Whether edits are known that lie behind ones that are not. */
  get hasGap(): boolean {
    return this.#ahead.length > 0;
  }

  get isFarBehind(): boolean {
    return this.#ahead.length >= MOST_AHEAD;
  }

  /** Takes in a frame, and those that waited for it; answers the edits that are confirmed by that, in their order. */
  take(frame: EditsFrame): LoggedEdit[] {
    const isNext = frame.from <= this.revision + 1;
    if (frame.to <= this.revision || (!isNext && this.isFarBehind)) return [];
    this.#ahead.push(frame);
    return this.#catchUp();
  }

  /** Takes a canvas that was read whole, unless it is older; what is newer stays in wait. */
  replace(detail: Detail): LoggedEdit[] {
    if (detail.canvas.revision > this.revision) {
      this.state = stateOf({ ...detail.canvas, ...detail });
      this.revision = detail.canvas.revision;
    }
    return this.#catchUp();
  }

  #catchUp(): LoggedEdit[] {
    const taken: LoggedEdit[] = [];
    let { revision } = this;
    for (;;) {
      const next = this.#ahead.find(({ from, to }) => from <= revision + 1 && to > revision);
      if (!next) break;
      for (const edit of next.edits) if (edit.revision > revision) taken.push(edit);
      revision = next.to;
    }
    this.#ahead = this.#ahead.filter(({ to }) => to > revision);
    this.state = applyEdits(this.state, taken);
    this.revision = revision;
    return taken;
  }
}
