import { checkCanvas } from '@aibmc/common/canvas/checks';
import { openFindings } from '@aibmc/common/canvas/open-findings';
import { suggests } from '@aibmc/common/canvas/suggestions';
import type { Task } from '@aibmc/common/contract/generations';
import type { CanvasForPrompt } from '../clients/group-service.ts';
import type { GenerationRow } from '../sql/generations.ts';
import type { KnownNote } from './answer-reader.ts';
import type { PromptInput } from './prompts/prompt.ts';

/** What was asked for, as a generation keeps it. */
export type Asked = Pick<
  GenerationRow,
  'id' | 'task' | 'block' | 'noteIds' | 'idea' | 'language' | 'instruction' | 'model'
>;

/** An input with what its keys stand for. */
export interface KeyedInput {
  input: PromptInput;
  notes: Map<string, KnownNote>;
  /** Ids of connections of the canvas by `n1>n2`, the keys of their notes. */
  connections: Map<string, string>;
}

/** Tasks whose notes are to fit in with those that are suggested already, as a draft that goes on. */
const DRAFTING: readonly Task[] = ['canvas', 'block'];

/** What a prompt is made of: the canvas as it is now, with short keys for its notes. Pure. */
export function promptInputOf(
  asked: Asked,
  canvas: CanvasForPrompt,
  conversation: PromptInput['conversation'],
): KeyedInput {
  const { idea, language, instruction, block, task } = asked;
  const suggested = canvas.suggestions.flatMap((suggestion) =>
    suggests(suggestion, 'note.add') ? [suggestion.change.note] : [],
  );
  const known = [...canvas.notes, ...(DRAFTING.includes(task) ? suggested : [])];
  const keyById = new Map(known.map(({ id }, index) => [id, `n${index + 1}`]));
  const keyOf = (id: string): string => keyById.get(id) ?? '';
  const connections = canvas.connections.map(({ id, from, to }) => ({
    id,
    from: keyOf(from),
    to: keyOf(to),
  }));
  const keysOf = (ids: readonly string[]): string[] => ids.map(keyOf).filter(Boolean);
  return {
    input: {
      ...{ idea, language, instruction, block, conversation },
      notes: known.map(({ id, block: own, text, details }) => ({
        key: keyOf(id),
        block: own,
        text,
        ...(details ? { details } : {}),
      })),
      connections: connections.map(({ from, to }) => ({ from, to })),
      suggested: DRAFTING.includes(task)
        ? []
        : suggested.map(({ block: own, text }) => ({ block: own, text })),
      rejected: canvas.rejected,
      about: keysOf(asked.noteIds),
      findings: findingsOf(asked, canvas).map(({ check, title, fix, noteIds, block: own = null }) => ({
        check,
        says: `${title}. ${fix}`,
        keys: keysOf(noteIds),
        block: own,
      })),
    },
    notes: new Map(known.map(({ id, block: own, text }) => [keyOf(id), { id, block: own, text }])),
    connections: new Map(connections.map(({ id, from, to }) => [`${from}>${to}`, id])),
  };
}

/** What the checks find, in words, of the notes or the block that was asked about; of all, where none was named. */
function findingsOf({ idea, language, noteIds, block }: Asked, { notes, connections }: CanvasForPrompt) {
  const { findings } = checkCanvas({ idea, language, notes, connections });
  const byId = new Map(notes.map((note) => [note.id, note]));
  const about = new Set(noteIds);
  return openFindings(findings, byId, language).filter((finding) => {
    if (about.size > 0) return finding.noteIds.some((id) => about.has(id));
    const blocks = [finding.block, ...finding.noteIds.map((id) => byId.get(id)?.block)];
    return block === null || blocks.includes(block);
  });
}
