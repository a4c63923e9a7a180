import { CLOSE_CODES } from '@aibmc/common/contract/close-codes';
import type { ClientFrame, ServerFrame } from '@aibmc/common/contract/live';
import type { LiveSocket, OpenSocket } from './socket.ts';
import type { Timing } from './timing.ts';

/** Why a connection could not be made, as a plain request finds out. */
export type Probe = 'reachable' | 'unreachable' | 'signed-out' | 'gone';

export type LinkState = 'connecting' | 'live' | 'offline' | 'signed-out' | 'gone';

interface LinkOptions {
  open: OpenSocket;
  probe: () => Promise<Probe>;
  timing: Timing;
  /** Whether there is said to be no network, so that what still comes may be the last. */
  isOffline: () => boolean;
  onFrame: (frame: ServerFrame) => void;
  onState: (state: LinkState) => void;
  /** The connection has ended; what was sent and is not answered may have arrived or not. */
  onClosed: (code: number) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** After being told that it was too much. */
const PENANCE_MS = 5_000;
const WELCOME_MS = 10_000;
const QUIET_MS = 20_000;
const ANSWER_MS = 10_000;
/** A sign of life is awaited no longer than this where the network is known to have changed. */
const DOUBTFUL_ANSWER_MS = 3_000;
/** A connection that lasted so long counts as a good one: the next wait is a short one again. */
const GOOD_MS = 5_000;

/**
 * Keeps one connection to the live canvas: connects again when it ends, with growing waits; finds out by `ping`
 * whether a silent one still carries something; and asks by a plain request why none can be made.
 */
export class LiveLink {
  readonly #options: LinkOptions;
  #socket: LiveSocket | null = null;
  #isStarted = false;
  #isWelcomed = false;
  #failures = 0;
  #round = 0;
  #cancelTimer = (): void => undefined;
  #cancelGood = (): void => undefined;
  state: LinkState = 'connecting';

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isStarted = true;
    this.#connect();
  }

  /** Whether it was given to a connection that lives as far as is known. */
  send(frame: ClientFrame): boolean {
    if (!this.#isWelcomed) return false;
    this.#socket?.send(JSON.stringify(frame));
    return true;
  }

  /** The network may be back, or somebody looks again: connects at once, or makes sure of the connection. */
  wake(): void {
    if (this.state === 'gone' || !this.#isStarted) return;
    if (this.#isWelcomed) this.#ping(DOUBTFUL_ANSWER_MS);
    else if (!this.#socket) {
      this.#failures = 0;
      this.#connect();
    }
  }

  /** Ends the connection and makes a new one. */
  reconnect(): void {
    this.#socket?.close();
    this.#closed(CLOSE_CODES.restart);
  }

  stop(): void {
    this.#round++;
    this.#cancelTimer();
    this.#cancelGood();
    this.#socket?.close();
    this.#socket = null;
    this.#isWelcomed = false;
  }

  #connect(): void {
    const round = ++this.#round;
    const ifCurrent =
      <T>(act: (value: T) => void) =>
      (value: T): void => {
        if (round === this.#round) act(value);
      };
    this.#wait(WELCOME_MS, () => this.#drop());
    this.#socket = this.#options.open({
      onText: ifCurrent((text: string) => this.#receive(text)),
      onClose: ifCurrent((code: number) => this.#closed(code)),
    });
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    this.#listen();
    if (frame.type === 'welcome') {
      this.#isWelcomed = true;
      this.#cancelGood = this.#options.timing.after(GOOD_MS, () => (this.#failures = 0));
      this.#set('live');
    }
    if (frame.type === 'gone') this.#end();
    else if (this.#isWelcomed) this.#options.onFrame(frame);
  }

  /** Asks for a sign of life when nothing more comes: soon, where there is reason to doubt that it will. */
  #listen(): void {
    if (this.#options.isOffline()) this.#wait(DOUBTFUL_ANSWER_MS, () => this.#ping(DOUBTFUL_ANSWER_MS));
    else this.#wait(QUIET_MS, () => this.#ping(ANSWER_MS));
  }

  #ping(patience: number): void {
    this.send({ type: 'ping' });
    this.#wait(patience, () => this.#drop());
  }

  /** Nothing comes any more: a close would not either. */
  #drop(): void {
    this.#socket?.close();
    this.#closed(1006);
  }

  #closed(code: number): void {
    const wasWelcomed = this.#isWelcomed;
    this.stop();
    this.#failures++;
    if (code === CLOSE_CODES.gone) {
      this.#end();
      return;
    }
    if (wasWelcomed) {
      this.#set('connecting');
      this.#options.onClosed(code);
      this.#wait(this.#pause(code), () => this.#connect());
    } else void this.#explain(code);
  }

  async #explain(code: number): Promise<void> {
    const round = this.#round;
    const found = await this.#options.probe();
    if (round !== this.#round) return;
    if (found === 'gone') this.#end();
    else {
      this.#set(found === 'signed-out' ? found : 'offline');
      this.#wait(this.#pause(code), () => this.#connect());
    }
  }

  /** Longer after each failure, and never quite the same: all who lost a server come back one by one. */
  #pause(code: number): number {
    const longest = Math.min(FIRST_WAIT_MS * 2 ** (this.#failures - 1), LONGEST_WAIT_MS);
    const pause = longest * (0.5 + this.#options.timing.random() / 2);
    return code === CLOSE_CODES.tooMany ? Math.max(pause, PENANCE_MS) : pause;
  }

  #end(): void {
    this.stop();
    this.#set('gone');
  }

  #wait(ms: number, act: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.timing.after(ms, act);
  }

  #set(state: LinkState): void {
    if (this.state === state) return;
    this.state = state;
    this.#options.onState(state);
  }
}
