import type { Voting } from '@aibmc/common/contract/comments';
import { call } from '../canvas/api.ts';
import { aheadBy } from './clock.ts';

type Dots = { noteId: string; dots: number }[];

export interface VotingRead {
  voting: Voting | null;
  own: Dots;
  /** How far the server's clock is ahead, in milliseconds. */
  ahead: number;
}

/** Whether something was done; `away`: it is not known. */
export type Outcome = { kind: 'done' } | { kind: 'refused'; reason: string } | { kind: 'away' };

/** The voting of one canvas at the server. */
export class VotingSource {
  readonly #path: string;

  constructor(canvasId: string) {
    this.#path = `/canvases/${canvasId}`;
  }

  async read(): Promise<VotingRead | null> {
    try {
      const asked = Date.now();
      const response = await call('GET', `${this.#path}/voting`);
      const ahead = aheadBy(response.headers.get('date'), asked, Date.now());
      return response.ok ? { ...((await response.json()) as Omit<VotingRead, 'ahead'>), ahead } : null;
    } catch {
      return null;
    }
  }

  start(wish: { id: string; title: string; dots: number; seconds: number | null }): Promise<Outcome> {
    return outcomeOf(() => call('POST', `${this.#path}/votings`, wish));
  }

  update(votingId: string, state: 'closed' | 'revealed'): Promise<Outcome> {
    return outcomeOf(() => call('PATCH', `${this.#path}/votings/${votingId}`, { state }));
  }

  remove(votingId: string): Promise<Outcome> {
    return outcomeOf(() => call('DELETE', `${this.#path}/votings/${votingId}`));
  }

  vote(votingId: string, dots: Dots): Promise<Outcome> {
    return outcomeOf(() => call('PUT', `${this.#path}/votings/${votingId}/dots`, { dots }));
  }
}

async function outcomeOf(ask: () => Promise<Response>): Promise<Outcome> {
  try {
    const response = await ask();
    if (response.ok) return { kind: 'done' };
    const { status } = response;
    if (status >= 500 || status === 401 || status === 408 || status === 429) return { kind: 'away' };
    const { title, detail, errors } = (await response.json()) as {
      title?: string;
      detail?: string;
      errors?: { message: string }[];
    };
    return { kind: 'refused', reason: errors?.[0]?.message ?? detail ?? title ?? String(status) };
  } catch {
    return { kind: 'away' };
  }
}
