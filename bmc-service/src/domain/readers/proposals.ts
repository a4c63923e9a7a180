import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import type { KnownNote } from '../answer-reader.ts';
import { noteIdOf, suggestionIdOf } from '../draft-step.ts';
import { type Board, isUnwanted, sameness } from './board.ts';
import { type Link, Links } from './links.ts';
import { ModelNote } from './model-note.ts';

const MOST_PROPOSALS = 8;
const MOST_CONNECTIONS = 40;

/** A suggestion of this generation to connect two notes. */
export function suggestedLink({ generationId }: Board, connection: Link, why = ''): Suggestion {
  return {
    id: suggestionIdOf(generationId, connection.id),
    generationId,
    change: { type: 'connection.add', connection },
    ...(why ? { why } : {}),
  };
}

/**
 * Notes that a model proposes together, as suggestions: new ones, better texts for notes of the canvas that are named by
 * their key and block, and connections of both. `scope` keeps ids of one list from those of another.
 */
export class Proposals {
  readonly #board: Board;
  readonly #scope: string;
  readonly #links: Links;
  readonly #added = new Map<string, KnownNote>();
  readonly #reworded = new Set<string>();

  constructor(board: Board, scope: string) {
    this.#board = board;
    this.#scope = scope;
    this.#links = new Links(board, MOST_CONNECTIONS);
  }

  /** The suggestions that this proposal makes; none where it is no proposal, nothing new, or unwanted. */
  take(proposal: unknown): Suggestion[] {
    const note = ModelNote.safeParse(proposal).data;
    if (!note || this.#added.size + this.#reworded.size >= MOST_PROPOSALS) return [];
    const same = sameness(note);
    const known = this.#board.noteByText.get(same) ?? this.#added.get(same);
    if (known) return this.#connect(note, known);
    if (isUnwanted(this.#board, note)) return [];
    const meant = this.#board.noteByKey.get(note.key ?? '');
    return meant?.block === note.block ? this.#reword(note, meant) : this.#add(note, same);
  }

  #add({ text, block, assumption, ...rest }: ModelNote, same: string): Suggestion[] {
    const { generationId } = this.#board;
    const id = noteIdOf(generationId, `${this.#scope}:${this.#added.size + 1}`);
    const added = { id, block, text };
    this.#added.set(same, added);
    return [
      {
        id: suggestionIdOf(generationId, id),
        generationId,
        change: { type: 'note.add', note: { ...added, ...(assumption ? { assumption } : {}) } },
      },
      ...this.#connect(rest, added),
    ];
  }

  #reword({ text, assumption, ...rest }: ModelNote, { id: noteId, ...known }: KnownNote): Suggestion[] {
    if (this.#reworded.has(noteId)) return [];
    this.#reworded.add(noteId);
    const { generationId } = this.#board;
    return [
      {
        id: suggestionIdOf(generationId, `${this.#scope}:reword:${noteId}`),
        generationId,
        change: { type: 'note.set', noteId, set: { text, ...(assumption ? { assumption } : {}) } },
      },
      ...this.#connect(rest, { ...known, id: noteId }),
    ];
  }

  #connect({ key, connectsTo }: Pick<ModelNote, 'key' | 'connectsTo'>, note: KnownNote): Suggestion[] {
    const links = [...this.#links.connect(note, connectsTo), ...this.#links.name(key, note)];
    return links.map((link) => suggestedLink(this.#board, link));
  }
}
