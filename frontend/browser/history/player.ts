import { applyEdits } from '@aibmc/common/canvas/apply-edit';
import { EditFeed } from './feed.ts';
import { paceOf, waitBetween } from './schedule.ts';
import type { HistorySource, Moment } from './source.ts';

interface PlayerOptions {
  source: HistorySource;
  show: (moment: Moment) => void;
  /** It has stopped: by a wish, at the end, or because edits could not be read. */
  onStop: (reason: 'paused' | 'ended' | 'unreachable') => void;
}

/** Plays the making of a canvas: edit after edit from a moment on, read ahead by pages. */
export class Player {
  readonly #options: PlayerOptions;
  /** Counts the playings; one that is not the last has been stopped. */
  #playing = 0;
  isPlaying = false;
  speed = 1;

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  /** Plays from a moment to the newest edit; `total` edits are what the whole canvas has. */
  async play(from: Moment, total: number): Promise<void> {
    const playing = ++this.#playing;
    this.isPlaying = true;
    const { source, show } = this.#options;
    const feed = new EditFeed(from.revision, (after) => source.editsAfter(after));
    let moment = from;
    try {
      for (;;) {
        const pace = paceOf(total, this.speed);
        const edits = await feed.take(pace.edits);
        if (playing !== this.#playing) return;
        const last = edits.at(-1);
        if (!last) break;
        const { revision, at, author } = last;
        moment = { revision, at, author, state: applyEdits(moment.state, edits) };
        show(moment);
        await pause(waitBetween(at, feed.next?.at, pace));
        if (playing !== this.#playing) return;
      }
      this.#stop('ended');
    } catch {
      if (playing === this.#playing) this.#stop('unreachable');
    }
  }

  pause(): void {
    if (this.isPlaying) this.#stop('paused');
  }

  #stop(reason: Parameters<PlayerOptions['onStop']>[0]): void {
    this.#playing++;
    this.isPlaying = false;
    this.#options.onStop(reason);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
