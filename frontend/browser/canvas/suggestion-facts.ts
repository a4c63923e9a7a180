import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import { CHECK_IDS, type CheckId } from '@aibmc/common/canvas/checks';
import { byOrder, type Hue, segmentColours } from '@aibmc/common/canvas/colours';
import type { Connection, Note } from '@aibmc/common/canvas/note';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { blockOfSuggestion, goesWithNote, openSuggestions, suggests } from '@aibmc/common/canvas/suggestions';

type Ends = Pick<Connection, 'from' | 'to'>;

/** What a card says of a suggestion that waits for a yes. */
export interface SuggestionFacts {
  id: string;
  type: Suggestion['change']['type'];
  block: Block;
  /** The note that is there already and would change or go; null for other suggestions. */
  noteId: string | null;
  /** Id of the note that would come; '' for other suggestions. */
  addedId: string;
  /** The text that the note would have; '' where it keeps its own, or where there is no note. */
  text: string;
  /** The text of the note as it is; '' for a new one. */
  was: string;
  /** The block that the note would move to. */
  to: Block | null;
  /** The connection that would come or go. */
  ends: Ends | null;
  /** Connections that come with a new note. */
  along: Ends[];
  why: string;
  details: string;
  fails: CheckId[];
  isAssumption: boolean;
  hues: Hue[];
  /** Names of its segments. */
  segments: string[];
}

/** Notes by id, those that are suggested among them: what connections are told with. */
export type NamedNotes = ReadonlyMap<string, Pick<Note, 'id' | 'block' | 'text'>>;

export interface ShownSuggestions {
  facts: SuggestionFacts[];
  notes: NamedNotes;
}

const NOTHING: ShownSuggestions = { facts: [], notes: new Map() };

/** Suggestions to decide on, block by block, in each in the order in which they came. */
export function shownSuggestions(state: CanvasState): ShownSuggestions {
  if (state.suggestions.size === 0) return NOTHING;
  const open = openSuggestions(state);
  if (open.length === 0) return NOTHING;
  const added = open.filter((each) => suggests(each, 'note.add')).map(({ change }) => change.note);
  const notes = new Map<string, Pick<Note, 'id' | 'block' | 'text'>>([
    ...added.map((note) => [note.id, note] as const),
    ...state.notes,
  ]);
  const colours = coloursWith(state, added, open);
  const along = alongOf(open, state);
  const facts = open.flatMap((suggestion): SuggestionFacts[] => {
    if (goesWithNote(suggestion, state)) return [];
    const block = blockOfSuggestion(suggestion, state);
    if (!block) return [];
    const { id, change, why = '', fails = [] } = suggestion;
    const own = change.type === 'note.add' ? change.note : null;
    const colour = colours.get(own?.id ?? ('noteId' in change ? change.noteId : ''));
    return [
      {
        id,
        type: change.type,
        block,
        ...changeOf(suggestion, state),
        addedId: own?.id ?? '',
        along: own ? (along.get(own.id) ?? []) : [],
        why,
        details: own?.details ?? '',
        fails: CHECK_IDS.filter((check) => fails.includes(check)),
        hues: colour?.hues ?? ['grey'],
        segments: (colour?.segmentIds ?? []).map((segmentId) => notes.get(segmentId)?.text ?? ''),
      },
    ];
  });
  return { facts: facts.toSorted((a, b) => BLOCKS.indexOf(a.block) - BLOCKS.indexOf(b.block)), notes };
}

type Changed = Pick<SuggestionFacts, 'noteId' | 'text' | 'was' | 'to' | 'ends' | 'isAssumption'>;

function changeOf({ change }: Suggestion, { notes, connections }: CanvasState): Changed {
  const none: Changed = { noteId: null, text: '', was: '', to: null, ends: null, isAssumption: false };
  switch (change.type) {
    case 'note.add':
      return { ...none, text: change.note.text, isAssumption: change.note.assumption === true };
    case 'note.set': {
      const { noteId, set } = change;
      const note = notes.get(noteId);
      return {
        ...none,
        noteId,
        text: set.text === note?.text ? '' : (set.text ?? ''),
        was: note?.text ?? '',
        to: set.block === note?.block ? null : (set.block ?? null),
        isAssumption: set.assumption === true && !note?.assumption,
      };
    }
    case 'note.remove':
      return { ...none, noteId: change.noteId, was: notes.get(change.noteId)?.text ?? '' };
    case 'connection.add':
      return { ...none, ends: change.connection };
    case 'connection.remove':
      return { ...none, ends: connections.get(change.connectionId) ?? null };
  }
}

type AddedNote = Extract<Suggestion['change'], { type: 'note.add' }>['note'];

/** Behind every key of the alphabet: a new segment takes no hue from one that is there. */
const LAST = '~';

/** The colours that notes would have if all that is suggested were there. */
function coloursWith(
  state: CanvasState,
  added: readonly AddedNote[],
  open: readonly Suggestion[],
): ReturnType<typeof segmentColours> {
  const notes = [
    ...[...state.notes.values()].sort(byOrder),
    ...added.map(({ id, block, order = LAST }) => ({ id, block, order })),
  ];
  const connections = open
    .filter((each) => suggests(each, 'connection.add'))
    .map(({ change }) => change.connection);
  return segmentColours(notes, [...state.connections.values(), ...connections]);
}

/** The connections that come with each suggested note. */
function alongOf(open: readonly Suggestion[], state: CanvasState): Map<string, Ends[]> {
  const along = new Map<string, Ends[]>();
  for (const suggestion of open) {
    const { change } = suggestion;
    if (change.type !== 'connection.add' || !goesWithNote(suggestion, state)) continue;
    for (const end of [change.connection.from, change.connection.to]) {
      along.set(end, [...(along.get(end) ?? []), change.connection]);
    }
  }
  return along;
}
