import { BlockName, LIMITS } from '@aibmc/common/canvas/note';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { z } from 'zod';
import type { AnswerReader, KnownNote, ReaderInput } from '../answer-reader.ts';
import { cutText } from '../cut-text.ts';
import { noteIdOf, suggestionIdOf } from '../draft-step.ts';
import { CHANGES } from '../prompts/improve.ts';
import { type Board, boardOf, isUnwanted, pairOf, sameness } from './board.ts';
import { Links } from './links.ts';
import { Assumption, Key, Keys, NoteText } from './model-note.ts';
import { ObjectScanner } from './object-scanner.ts';
import { parseObject } from './parse-object.ts';
import { plainLine } from './plain-text.ts';
import { suggestedLink } from './proposals.ts';

const MOST_CHANGES = 60;
const MOST_CONNECTIONS = 120;

const ModelChange = z.object({
  do: z.enum(CHANGES),
  key: Key.optional().catch(undefined),
  block: BlockName.optional().catch(undefined),
  text: NoteText.optional().catch(undefined),
  connectsTo: Keys,
  assumption: Assumption,
  why: z
    .string()
    .transform((why) => cutText(plainLine(why), LIMITS.why))
    .catch('')
    .default(''),
});
type ModelChange = z.output<typeof ModelChange>;

/**
 * Reads changes that repair a canvas and gives each as a suggestion as soon as it is complete. Notes that nothing was
 * found about keep their text and stay, whatever the model says; no note is changed twice.
 */
export class ChangesReader implements AnswerReader {
  readonly #board: Board;
  /** Ids of notes that may be changed; null: all. */
  readonly #failing: ReadonlySet<string> | null;
  readonly #links: Links;
  readonly #scanner = new ObjectScanner();
  /** Ids of notes of the canvas and of connections that a suggestion is about. */
  readonly #changed = new Set<string>();
  readonly #added = new Map<string, KnownNote>();
  #valid = 0;

  constructor(input: ReaderInput) {
    this.#board = boardOf(input);
    const { failing, notes } = input;
    this.#failing = failing ? new Set([...failing].flatMap((key) => notes.get(key)?.id ?? [])) : null;
    this.#links = new Links(this.#board, MOST_CONNECTIONS);
  }

  /** Changes that passed the schema, those included that would change nothing. */
  get usable(): number {
    return this.#valid;
  }

  /** Whether the model closed its list of changes. */
  get complete(): boolean {
    return this.#scanner.complete;
  }

  push(chunk: string): GenerationEvent[] {
    return this.#scanner
      .push(chunk)
      .flatMap((text) => this.#readChange(text))
      .map((data) => ({ name: 'suggestion', data }));
  }

  end(): GenerationEvent[] {
    return [];
  }

  #readChange(text: string): Suggestion[] {
    const change = parseObject(text, ModelChange);
    if (!change || this.#valid >= MOST_CHANGES) return [];
    this.#valid += 1;
    if (change.do === 'add') return this.#add(change);
    const note = this.#links.noteOf(change.key ?? '');
    if (!note) return [];
    switch (change.do) {
      case 'reword':
        return [...this.#reword(change, note), ...this.#connect(change, note)];
      case 'connect':
        return this.#connect(change, note);
      case 'disconnect':
        return this.#disconnect(change, note);
      case 'remove':
        return this.#remove(change, note);
    }
  }

  #add({ text, block, assumption, ...change }: ModelChange): Suggestion[] {
    if (!text || !block) return [];
    const same = sameness({ block, text });
    const known = this.#board.noteByText.get(same) ?? this.#added.get(same);
    if (known) return this.#connect(change, known);
    if (isUnwanted(this.#board, { block, text })) return [];
    const note = { id: this.#newId(), block, text };
    this.#added.set(same, note);
    return [
      this.#suggest(
        note.id,
        { type: 'note.add', note: { ...note, ...(assumption ? { assumption } : {}) } },
        change.why,
      ),
      ...this.#connect(change, note),
    ];
  }

  #reword({ text, assumption, why }: ModelChange, note: KnownNote): Suggestion[] {
    if (!text || text === note.text || !this.#mayChange(note)) return [];
    if (isUnwanted(this.#board, { block: note.block, text })) return [];
    const set = { text, ...(assumption ? { assumption } : {}) };
    return [this.#suggest(`change:${note.id}`, { type: 'note.set', noteId: note.id, set }, why)];
  }

  #remove({ why }: ModelChange, note: KnownNote): Suggestion[] {
    if (!this.#mayChange(note)) return [];
    return [this.#suggest(`change:${note.id}`, { type: 'note.remove', noteId: note.id }, why)];
  }

  #connect(
    { key, connectsTo, why }: Pick<ModelChange, 'key' | 'connectsTo' | 'why'>,
    note: KnownNote,
  ): Suggestion[] {
    const links = [...this.#links.connect(note, connectsTo), ...this.#links.name(key, note)];
    return links.map((link) => suggestedLink(this.#board, link, why));
  }

  #disconnect({ connectsTo, why }: ModelChange, note: KnownNote): Suggestion[] {
    const { connectionByPair } = this.#board;
    return connectsTo.flatMap((key) => {
      const other = this.#links.noteOf(key)?.id ?? '';
      const connectionId =
        connectionByPair.get(pairOf(note.id, other)) ?? connectionByPair.get(pairOf(other, note.id));
      if (!connectionId || this.#changed.has(connectionId)) return [];
      this.#changed.add(connectionId);
      return [this.#suggest(`change:${connectionId}`, { type: 'connection.remove', connectionId }, why)];
    });
  }

  /** Whether it is a note of the canvas that something was found about, and the first change of it. */
  #mayChange({ id }: KnownNote): boolean {
    if (this.#changed.has(id)) return false;
    const isOurs = [...this.#added.values()].some((note) => note.id === id);
    if (isOurs || (this.#failing && !this.#failing.has(id))) return false;
    this.#changed.add(id);
    return true;
  }

  #newId(): string {
    return noteIdOf(this.#board.generationId, `change-${this.#added.size + 1}`);
  }

  #suggest(what: string, change: Suggestion['change'], why: string): Suggestion {
    const { generationId } = this.#board;
    return { id: suggestionIdOf(generationId, what), generationId, change, ...(why ? { why } : {}) };
  }
}
