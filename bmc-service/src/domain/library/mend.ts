import type { Block } from '@aibmc/common/canvas/blocks';
import { checkCanvas, type CheckId } from '@aibmc/common/canvas/checks';
import { GRAPH_RULES } from '@aibmc/common/canvas/checks/graph-checks';
import { connectableBlocks } from '@aibmc/common/canvas/connection-words';
import { LIMITS } from '@aibmc/common/canvas/limits';
import { type OpenFinding, openFindings } from '@aibmc/common/canvas/open-findings';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { connectionsFor, directed, mostAlike } from './connect-note.ts';
import { connectionEvent, connectSuggestion, type NewNote, noteEvent, suggestionOf } from './events.ts';
import { type BoardNote, type Ground, keyOf, MOST_OF_A_BLOCK } from './ground.ts';
import { poolFor } from './pool.ts';
import { reword } from './reword.ts';
import { partsOf } from './split-note.ts';
import { noteIdOf } from '../draft-step.ts';

const FEWEST_NOTES = 2;

/** What the checks find on the canvas as it is, in words, the most useful first. */
export function findingsOf({ idea, language, notes, connections }: Ground): OpenFinding[] {
  const { findings } = checkCanvas({ idea, language, notes, connections });
  return openFindings(findings, new Map(notes.map((note) => [note.id, note])), language);
}

/**
 * Mends what the checks find, finding by finding: connections to what fits best, notes where there is nothing to connect
 * to or a block has too few, better texts, two notes for one that holds two ideas, and one instead of two that say the
 * same. All of it is only suggested. What one finding has brought is there for the next.
 */
export class Mender {
  readonly #ground: Ground;
  readonly #byId: ReadonlyMap<string, BoardNote>;
  readonly #pools = new Map<Block, NewNote[]>();
  readonly #made: NewNote[] = [];
  readonly #told = new Set<string>();
  #parts = 0;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#byId = new Map(ground.notes.map((note) => [note.id, note]));
  }

  /** The events that mend a finding; none where rules cannot, or where an earlier finding has brought the same. */
  mend(finding: OpenFinding): GenerationEvent[] {
    const events = this.#eventsFor(finding);
    return events.filter(({ name, data }) => {
      const key = `${name}:${'id' in data ? data.id : ''}`;
      if (this.#told.has(key)) return false;
      this.#told.add(key);
      return true;
    });
  }

  #eventsFor(finding: OpenFinding): GenerationEvent[] {
    const { check, block, noteIds } = finding;
    const note = this.#byId.get(noteIds[0] ?? '');
    switch (check) {
      case 'blocks-filled':
        return block ? this.#add(block, FEWEST_NOTES) : [];
      case 'notes-per-block':
        return block && Number(finding.finding.detail) < FEWEST_NOTES ? this.#add(block, 1) : [];
      case 'no-duplicates':
        return this.#removeCopies(finding);
      case 'one-idea':
        return note ? this.#split(note, finding) : [];
      case 'no-orphans':
        return note ? this.#connect(note, [connectableBlocks(note.block)], finding) : [];
      default: {
        const rule = GRAPH_RULES.find((other) => other.check === check);
        if (note && rule) return this.#connect(note, this.#missing(note, rule.needs), finding);
        return note ? this.#reword(check, note, finding) : [];
      }
    }
  }

  /** The groups of blocks that nothing connects a note to yet. */
  #missing(note: BoardNote, needs: readonly (readonly Block[])[]): (readonly Block[])[] {
    const linked = new Set(
      this.#ground.connections.flatMap(({ from, to }) => {
        const other = from === note.id ? to : to === note.id ? from : '';
        return this.#byId.get(other)?.block ?? [];
      }),
    );
    return needs.filter((group) => !group.some((block) => linked.has(block)));
  }

  /** Connects a note to the best one of each group; where a group has none, adds one to connect it to. */
  #connect(note: BoardNote, groups: readonly (readonly Block[])[], finding: OpenFinding): GenerationEvent[] {
    const { generationId, notes, idea } = this.#ground;
    return groups.flatMap((group): GenerationEvent[] => {
      const others = [...notes, ...this.#made].filter(({ id }) => id !== note.id);
      const best = mostAlike(note.text, others, group, idea);
      if (!best) {
        const [first] = group;
        return first ? this.#add(first, 1, note) : [];
      }
      const ends = directed(note, best);
      if (!ends) return [];
      if (!this.#byId.has(best.id)) return [connectionEvent(generationId, ends.from, ends.to)];
      const suggestion = connectSuggestion(generationId, ends.from, ends.to, whyOf(finding));
      return [{ name: 'suggestion', data: suggestion }];
    });
  }

  /** New notes for a block, connected to what they need, and to the note that they are for. */
  #add(block: Block, count: number, wantedBy?: BoardNote): GenerationEvent[] {
    const { generationId, notes, idea } = this.#ground;
    const pool = this.#pools.get(block) ?? poolFor(this.#ground, block);
    this.#pools.set(block, pool);
    return pool.splice(0, count).flatMap((note, nth) => {
      const known = [...notes, ...this.#made];
      this.#made.push(note);
      const ends = wantedBy && directed(note, wantedBy);
      const pairs = [...(ends ? [ends] : []), ...connectionsFor(note, known, idea, nth)];
      return [noteEvent(note), ...pairs.map(({ from, to }) => connectionEvent(generationId, from, to))];
    });
  }

  #reword(check: CheckId, note: BoardNote, finding: OpenFinding): GenerationEvent[] {
    const better = reword(check, note, this.#ground);
    return better ? [this.#set(note, better, finding)] : [];
  }

  #set(note: BoardNote, set: { text: string; assumption?: true }, finding: OpenFinding): GenerationEvent {
    const change = { type: 'note.set' as const, noteId: note.id, set };
    const { generationId } = this.#ground;
    return { name: 'suggestion', data: suggestionOf(generationId, `set:${note.id}`, change, whyOf(finding)) };
  }

  /** The note keeps its first idea, the others get notes of their own with the same connections. */
  #split(note: BoardNote, finding: OpenFinding): GenerationEvent[] {
    const [first, ...rest] = partsOf(note);
    if (!first) return [];
    const { generationId } = this.#ground;
    return [
      this.#set(note, { text: first }, finding),
      ...rest.flatMap((text) => {
        this.#parts += 1;
        // counted down from the last key, as the pool counts up from the first
        const key = keyOf(note.block, MOST_OF_A_BLOCK + 1 - this.#parts);
        const part = { id: noteIdOf(generationId, key), block: note.block, text };
        this.#made.push(part);
        const pairs = this.#linksLike(note, part);
        return [noteEvent(part), ...pairs.map(({ from, to }) => connectionEvent(generationId, from, to))];
      }),
    ];
  }

  /** The connections of a note, for another one; those that it should have, where it has none. */
  #linksLike(note: BoardNote, other: BoardNote): { from: string; to: string }[] {
    const { connections, notes, idea } = this.#ground;
    const own = connections.filter(({ from, to }) => from === note.id || to === note.id);
    if (own.length === 0) return connectionsFor(other, notes, idea);
    return own.map(({ from, to }) => (from === note.id ? { from: other.id, to } : { from, to: other.id }));
  }

  /** Of notes that say the same the one with most connections stays, of equals the first. */
  #removeCopies(finding: OpenFinding): GenerationEvent[] {
    const { generationId, connections } = this.#ground;
    const linksOf = (id: string): number =>
      connections.filter(({ from, to }) => from === id || to === id).length;
    const [, ...copies] = finding.noteIds.toSorted((a, b) => linksOf(b) - linksOf(a));
    return copies.map((noteId) => {
      const change = { type: 'note.remove' as const, noteId };
      return {
        name: 'suggestion',
        data: suggestionOf(generationId, `remove:${noteId}`, change, whyOf(finding)),
      };
    });
  }
}

function whyOf({ title }: OpenFinding): string {
  return title.slice(0, LIMITS.why);
}
