import type { Comment } from '@aibmc/common/contract/comments';
import { call, read } from '../canvas/api.ts';
import { apiBase } from '../canvas/page.ts';
import type { Listed } from './book.ts';
import type { Mentionable } from './mentions.ts';
import type { Answer } from './outbox.ts';
import type { Wish } from './wishes.ts';

/** The comments of one canvas at the server. */
export class CommentSource {
  readonly #path: string;

  constructor(canvasId: string) {
    this.#path = `/canvases/${canvasId}`;
  }

  /** All of them; null when they cannot be read now. */
  list(): Promise<Listed | null> {
    return read(`${this.#path}/comments`);
  }

  /** Whom one can mention; guests of a link see no names of members. */
  async people(): Promise<Mentionable[]> {
    if (apiBase !== '/api/v1') return [];
    const found = await read<{ items: Mentionable[] }>(`${this.#path}/people`);
    return found?.items ?? [];
  }

  /** Whether the server has kept it. */
  async readUpTo(seq: number): Promise<boolean> {
    try {
      return (await call('PUT', `${this.#path}/comments/read`, { seq })).ok;
    } catch {
      return false;
    }
  }

  async send(wish: Wish): Promise<Answer> {
    try {
      return await answerOf(await this.#request(wish), wish);
    } catch {
      return { kind: 'away' };
    }
  }

  #request(wish: Wish): Promise<Response> {
    const comments = `${this.#path}/comments`;
    switch (wish.kind) {
      case 'write': {
        const { id, on, text, mentions } = wish;
        return call('POST', comments, { id, ...on, text, mentions });
      }
      case 'change':
        return call('PATCH', `${comments}/${wish.id}`, { text: wish.text, mentions: wish.mentions });
      case 'resolve':
        return call('PATCH', `${comments}/${wish.id}`, { resolved: wish.resolved });
      case 'delete':
        return call('DELETE', `${comments}/${wish.id}`);
    }
  }
}

interface Problem {
  title?: string;
  detail?: string;
  errors?: { message: string }[];
}

async function answerOf(response: Response, { kind }: Wish): Promise<Answer> {
  const { status } = response;
  if (status === 204 || (kind === 'delete' && status === 404)) return { kind: 'done', comment: null };
  if (response.ok) return { kind: 'done', comment: (await response.json()) as Comment };
  // Signing in again, a moment's rest or a server that is back make it possible.
  if (status >= 500 || status === 401 || status === 408 || status === 429) {
    const seconds = Number(response.headers.get('retry-after'));
    return { kind: 'away', ...(seconds > 0 ? { ms: seconds * 1_000 } : {}) };
  }
  const { title, detail, errors } = (await response.json()) as Problem;
  return { kind: 'refused', reason: errors?.[0]?.message ?? detail ?? title ?? String(status) };
}
