import { connectionKind } from '@aibmc/common/canvas/blocks';
import { BlockName } from '@aibmc/common/canvas/note';
import { openFindings } from '@aibmc/common/canvas/open-findings';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { z } from 'zod';
import type { KnownNote } from './answer-reader.ts';
import type { Draft } from './draft.ts';
import { connectionIdOf, noteIdOf } from './draft-step.ts';
import type { Ground, Judgement } from './judge-draft.ts';
import { Key, NoteText } from './readers/model-note.ts';
import type { PromptInput, PromptNote } from './prompts/prompt.ts';

/** New notes that a repair may add, for blocks that the draft left empty. */
const MOST_NEW = 18;

export interface Repair {
  input: PromptInput;
  /** Notes by the keys of the prompt: those of the canvas, then those of the draft. */
  notes: Map<string, KnownNote>;
}

/** What a model is asked to mend: the draft on its canvas, and what the checks find there. Pure. */
export function repairOf(
  given: Pick<PromptInput, 'idea' | 'language' | 'instruction' | 'block' | 'rejected'>,
  ground: Ground,
  draft: Draft,
  { findings }: Judgement,
): Repair {
  const known = [...ground.notes, ...draft.notes.values()];
  const notes = new Map(known.map((note, index) => [`n${index + 1}`, note]));
  const keyById = new Map([...notes].map(([key, { id }]) => [id, key]));
  const keysOf = (ids: readonly string[]): string[] => ids.flatMap((id) => keyById.get(id) ?? []);
  const inWords = openFindings(findings, new Map(known.map((note) => [note.id, note])), given.language);
  const connections = [...ground.connections, ...draft.connections.values()];
  return {
    notes,
    input: {
      ...{ idea: given.idea, language: given.language, instruction: given.instruction },
      ...{ block: given.block, rejected: given.rejected, suggested: [], conversation: [] },
      notes: [...notes].map(([key, { block, text }]): PromptNote => ({ key, block, text })),
      connections: connections.map(({ from, to }) => ({
        from: keyById.get(from) ?? '',
        to: keyById.get(to) ?? '',
      })),
      about: keysOf(inWords.flatMap(({ noteIds }) => noteIds)),
      findings: inWords.map(({ check, title, fix, noteIds, block = null }) => ({
        ...{ check, says: `${title}. ${fix}`, keys: keysOf(noteIds), block },
      })),
    },
  };
}

const RepairedNote = z.object({
  key: Key.optional(),
  block: BlockName.optional().catch(undefined),
  text: NoteText.optional().catch(undefined),
  connectsTo: z.array(Key).max(30).catch([]).default([]),
  assumption: z.boolean().catch(false).default(false),
  drop: z.boolean().catch(false).default(false),
});

interface Round {
  generationId: string;
  /** 1 or 2: ids of new notes derive from it. */
  round: number;
  /** Notes of the draft may change; those of the canvas never do. */
  draft: Draft;
  notes: ReadonlyMap<string, KnownNote>;
  /** Whether notes for empty blocks are wanted. */
  takesNew: boolean;
}

/** The events that the objects of a repair's answer make: notes told again, dropped or new, and connections. Pure. */
export function repairEvents(
  { generationId, round, draft, notes, takesNew }: Round,
  answers: readonly string[],
): GenerationEvent[] {
  const events: GenerationEvent[] = [];
  const byKey = new Map(notes);
  const wanted: { note: KnownNote; connectsTo: string[] }[] = [];
  let added = 0;
  for (const answer of answers) {
    const given = parse(answer);
    if (!given) continue;
    const { key = '', block, text, connectsTo, drop } = given;
    const assumption = given.assumption ? { assumption: true as const } : {};
    const known = byKey.get(key);
    const own = known && draft.notes.get(known.id);
    if (own && drop) {
      events.push({ name: 'dropped', data: { id: own.id } });
      byKey.delete(key);
      continue;
    }
    if (own && text && text !== own.text) {
      const { id } = own;
      events.push({ name: 'revised', data: { id, block: own.block, text, ...assumption } });
    }
    if (!known && takesNew && block && text && !drop && added < MOST_NEW) {
      added += 1;
      const note = { id: noteIdOf(generationId, `repair-${round}-${added}`), block, text };
      if (key) byKey.set(key, note);
      events.push({ name: 'note', data: { ...note, ...assumption } });
      wanted.push({ note, connectsTo });
    } else if (known) wanted.push({ note: known, connectsTo });
  }
  return [...events, ...connectionsOf(generationId, draft, wanted, byKey)];
}

function connectionsOf(
  generationId: string,
  draft: Draft,
  wanted: readonly { note: KnownNote; connectsTo: readonly string[] }[],
  byKey: ReadonlyMap<string, KnownNote>,
): GenerationEvent[] {
  const made = new Map<string, GenerationEvent>();
  for (const { note, connectsTo } of wanted) {
    for (const other of connectsTo.flatMap((key) => byKey.get(key) ?? [])) {
      const [from, to] = connectionKind(note.block, other.block) ? [note, other] : [other, note];
      if (!connectionKind(from.block, to.block) || draft.isConnected(from.id, to.id)) continue;
      const id = connectionIdOf(generationId, from.id, to.id);
      made.set(id, { name: 'connection', data: { id, from: from.id, to: to.id } });
    }
  }
  return [...made.values()];
}

function parse(answer: string): z.output<typeof RepairedNote> | null {
  try {
    return RepairedNote.safeParse(JSON.parse(answer)).data ?? null;
  } catch {
    return null;
  }
}
