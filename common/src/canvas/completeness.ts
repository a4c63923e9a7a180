import { type Block, BLOCKS, connectionKind } from './blocks.ts';
import { type CheckedCanvas, ideaStems, readNote } from './checks/reading.ts';
import { notesOfSubstance, type TellingNote } from './substance.ts';

/** Points for notes, for what connects them, and for the words of the idea: 100 together. */
const NOTES_POINTS = 40;
const WORDS_POINTS = 10;

/** So many notes of substance fill a block: the fewest that the checks ask for. */
const FULL_BLOCK = 2;
/** The first note of a block answers its question, the second one gives it an alternative. */
const FIRST_NOTE = 0.6;

interface LinkRule {
  block: Block;
  /** A note needs a connection into each group, to any of its blocks. */
  needs: readonly (readonly Block[])[];
  points: number;
  /** The share of the block's notes that suffices; all of them where it is left out. */
  share?: number;
}

/** What the connections are worth: 50 points. In a market of several sides one side may use it free: half must pay. */
const LINK_RULES: readonly LinkRule[] = [
  { block: 'customer-segments', needs: [['value-propositions']], points: 8 },
  { block: 'customer-segments', needs: [['channels']], points: 7 },
  { block: 'customer-segments', needs: [['customer-relationships']], points: 6 },
  { block: 'customer-segments', needs: [['revenue-streams']], points: 7, share: 0.5 },
  { block: 'value-propositions', needs: [['customer-segments']], points: 4 },
  {
    block: 'value-propositions',
    needs: [['key-resources', 'key-activities', 'key-partners']],
    points: 6,
  },
  { block: 'revenue-streams', needs: [['customer-segments'], ['value-propositions']], points: 4 },
  { block: 'key-partners', needs: [['key-resources', 'key-activities']], points: 3 },
  {
    block: 'cost-structure',
    needs: [['key-resources', 'key-activities', 'key-partners', 'channels']],
    points: 5,
  },
];

/** The idea's words in this share of the notes is what the check asks for. */
const WORDS_SHARE = 0.5;

/**
 * How complete a canvas is, 0 to 100, by what its notes say and how they hang together; words that say nothing add
 * nothing, however many they are. Pure, the same on the server and in the browser.
 *
 * - 40 points for the nine blocks alike. Only notes of substance count (see `notesOfSubstance`): none that is vague, too
 *   short or long, a placeholder, keyboard mash, a title or a copy. Two fill a block, more add nothing.
 * - 50 points for connections between such notes: 28 for segments with a value proposition, a channel, a relationship
 *   and somebody who pays; 10 for propositions that are wanted and backed; 4 for revenue with a payer and a reason; 3
 *   for partners with a part; 5 for costs with a cause. A block that is half full earns half.
 * - 10 points for the words of the idea in at least half of those notes. Without an idea the other 90 are the whole.
 *
 * What counts is from 'Business Model Generation' (2010), pp. 16–41 (the blocks and what each answers to), p. 88 (one
 * side of a market may pay for the other), p. 150 (the canvas as one story), and Strategyzer's 'How to design a
 * crystal-clear business model canvas' (few, precise notes; every segment connected). How much each counts is a
 * judgement: the customer's side weighs most, as there a model begins.
 * What it cannot see: sensible words about another business, and whether any of it is true.
 */
export function completenessOf(canvas: CheckedCanvas): number {
  const stems = ideaStems(canvas.idea);
  const telling = notesOfSubstance(canvas.notes.map(readNote), stems);
  const byBlock = Map.groupBy(telling, ({ block }) => block);
  const filled = pointsForNotes(byBlock);
  const points = filled + pointsForLinks(byBlock, linkedBlocks(telling, canvas.connections));
  if (stems.size === 0) return Math.round((points * 100) / (100 - WORDS_POINTS));
  return Math.round(points + (filled / NOTES_POINTS) * pointsForWords(telling, stems));
}

type ByBlock = ReadonlyMap<Block, readonly TellingNote[]>;

function pointsForNotes(byBlock: ByBlock): number {
  const worth = BLOCKS.map((block) => {
    const count = byBlock.get(block)?.length ?? 0;
    return count >= FULL_BLOCK ? 1 : count * FIRST_NOTE;
  });
  return (worth.reduce((sum, each) => sum + each, 0) / BLOCKS.length) * NOTES_POINTS;
}

function pointsForLinks(byBlock: ByBlock, linked: ReadonlyMap<string, ReadonlySet<Block>>): number {
  let points = 0;
  for (const rule of LINK_RULES) {
    const notes = byBlock.get(rule.block) ?? [];
    if (notes.length === 0) continue;
    const met = notes.filter(({ id }) =>
      rule.needs.every((group) => group.some((b) => linked.get(id)?.has(b))),
    );
    const share = Math.min(1, met.length / notes.length / (rule.share ?? 1));
    points += rule.points * share * Math.min(1, notes.length / FULL_BLOCK);
  }
  return points;
}

function pointsForWords(telling: readonly TellingNote[], stems: ReadonlySet<string>): number {
  if (telling.length === 0) return 0;
  const own = telling.filter((note) => [...note.stems].some((word) => stems.has(word))).length;
  return WORDS_POINTS * Math.min(1, own / telling.length / WORDS_SHARE);
}

/** For each note of substance the blocks of those that it is connected to, in either direction. */
function linkedBlocks(
  telling: readonly TellingNote[],
  connections: CheckedCanvas['connections'],
): Map<string, Set<Block>> {
  const notes = new Map(telling.map((note) => [note.id, note]));
  const linked = new Map(telling.map(({ id }) => [id, new Set<Block>()]));
  for (const { from, to } of connections) {
    const a = notes.get(from);
    const b = notes.get(to);
    if (!a || !b || !(connectionKind(a.block, b.block) ?? connectionKind(b.block, a.block))) continue;
    linked.get(from)?.add(b.block);
    linked.get(to)?.add(a.block);
  }
  return linked;
}
