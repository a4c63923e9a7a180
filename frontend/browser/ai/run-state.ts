import type {
  Generation,
  GENERATION_STATUSES,
  GenerationEvent,
  Point,
} from '@aibmc/common/contract/generations';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';

type Stage = Extract<GenerationEvent, { name: 'stage' }>['data']['stage'];

/** What is known of a generation while it is followed. */
export interface RunState {
  status: (typeof GENERATION_STATUSES)[number];
  /** While it waits: 1 is the next to begin. */
  position: number | null;
  stage: Stage | null;
  /** Notes that do not pass the checks yet, at that stage. */
  failing: number;
  /** Ids of the notes and changes that it made. */
  made: ReadonlySet<string>;
  text: string;
  points: readonly Point[];
  suggestions: readonly Suggestion[];
  error: Generation['error'];
  /** The connection to it is lost for now. */
  isLost: boolean;
}

/** A generation as it is told by itself: before its events came, or after they ended. */
export function runOf({ status, position, result, error }: Generation): RunState {
  return {
    status,
    position,
    stage: null,
    failing: 0,
    made: new Set(),
    text: result?.text ?? '',
    points: result?.points ?? [],
    suggestions: result?.suggestions ?? [],
    error,
    isLost: false,
  };
}

/** What is known after one more event. */
export function afterEvent(before: RunState, event: GenerationEvent): RunState {
  const run: RunState = { ...before, isLost: false };
  if (event.name === 'queue') return { ...run, position: event.data.position };
  if (run.status === 'queued') Object.assign(run, { status: 'running', position: null });
  switch (event.name) {
    case 'note':
      return { ...run, made: new Set([...run.made, event.data.id]) };
    case 'dropped':
      return { ...run, made: without(run.made, event.data.id) };
    case 'suggestion':
      return {
        ...run,
        made: new Set([...run.made, event.data.id]),
        suggestions: withLatest(run.suggestions, event.data),
      };
    case 'point':
      return { ...run, points: withLatest(run.points, event.data) };
    case 'text':
      return { ...run, text: run.text + event.data.text };
    case 'stage':
      return { ...run, stage: event.data.stage, failing: event.data.failing };
    case 'done':
      return { ...run, status: event.data.status, stage: null };
    case 'error':
      return { ...run, status: 'failed', stage: null, error: event.data };
    default:
      return run;
  }
}

/** How it ended as the server keeps it, where that could be read; what was followed stays if that says less. */
export function afterEnd(before: RunState, generation: Generation | null): RunState {
  const run: RunState = { ...before, isLost: false, stage: null, position: null };
  if (!generation) return run;
  const { status, error, result } = generation;
  if (!result) return { ...run, status, error };
  const { text, points, suggestions } = result;
  return {
    ...run,
    status,
    error,
    text: text.length >= run.text.length ? text : run.text,
    points: points.length >= run.points.length ? points : run.points,
    suggestions: suggestions.length >= run.suggestions.length ? suggestions : run.suggestions,
  };
}

/** Whether a generation stopped before it was complete, so that it can go on. */
export function canContinue({ status }: Pick<RunState, 'status'>): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'interrupted';
}

/** How many notes and changes it made: a connection that comes with a note that it made is part of that note. */
export function countMade({ made, suggestions }: RunState): number {
  const added = new Set(
    suggestions.flatMap(({ change }) => (change.type === 'note.add' ? change.note.id : [])),
  );
  const along = suggestions.filter(
    ({ id, change }) =>
      change.type === 'connection.add' &&
      made.has(id) &&
      (added.has(change.connection.from) || added.has(change.connection.to)),
  );
  return made.size - along.length;
}

/** What was told before is told again when it was repaired: the latest counts, in the place of the first. */
function withLatest<T extends { id: string }>(list: readonly T[], latest: T): readonly T[] {
  const at = list.findIndex(({ id }) => id === latest.id);
  return at < 0 ? [...list, latest] : list.with(at, latest);
}

function without(ids: ReadonlySet<string>, gone: string): ReadonlySet<string> {
  return new Set([...ids].filter((id) => id !== gone));
}
