import { type Block, BLOCKS, connectionKind } from '../blocks.ts';
import type { CheckId } from './table.ts';
import type { CheckedCanvas, Finding, ReadNote } from './reading.ts';

interface GraphRule {
  check: CheckId;
  block: Block;
  /** Each group needs one connection to any of its blocks. */
  needs: readonly (readonly Block[])[];
}

export const GRAPH_RULES: readonly GraphRule[] = [
  { check: 'segment-proposition', block: 'customer-segments', needs: [['value-propositions']] },
  { check: 'proposition-segment', block: 'value-propositions', needs: [['customer-segments']] },
  {
    check: 'revenue-connected',
    block: 'revenue-streams',
    needs: [['customer-segments'], ['value-propositions']],
  },
  { check: 'segment-channel', block: 'customer-segments', needs: [['channels']] },
  { check: 'segment-relationship', block: 'customer-segments', needs: [['customer-relationships']] },
  { check: 'partner-provides', block: 'key-partners', needs: [['key-resources', 'key-activities']] },
  {
    check: 'proposition-backed',
    block: 'value-propositions',
    needs: [['key-resources', 'key-activities', 'key-partners']],
  },
  {
    check: 'cost-cause',
    block: 'cost-structure',
    needs: [['key-resources', 'key-activities', 'key-partners', 'channels']],
  },
];

const bit = Object.fromEntries(BLOCKS.map((block, index) => [block, 1 << index])) as Record<Block, number>;
const rules = GRAPH_RULES.map(({ check, block, needs }) => ({
  check,
  block,
  needs,
  masks: needs.map((blocks) => blocks.reduce((mask, need) => mask | bit[need], 0)),
}));

/** For each note, the blocks it is connected to, as bits; a connection counts in either direction. */
function linkedBlocks(
  notes: readonly ReadNote[],
  connections: CheckedCanvas['connections'],
): Map<string, number> {
  const blockOf = new Map(notes.map(({ id, block }) => [id, block]));
  const linked = new Map<string, number>();
  for (const { from, to } of connections) {
    const a = blockOf.get(from);
    const b = blockOf.get(to);
    if (!a || !b || !(connectionKind(a, b) ?? connectionKind(b, a))) continue;
    linked.set(from, (linked.get(from) ?? 0) | bit[b]);
    linked.set(to, (linked.get(to) ?? 0) | bit[a]);
  }
  return linked;
}

/** What is missing between the notes: segments without a channel, costs without a cause, orphans … */
export function checkGraph(notes: readonly ReadNote[], connections: CheckedCanvas['connections']): Finding[] {
  const linked = linkedBlocks(notes, connections);
  const found: Finding[] = [];
  for (const { id, block } of notes) {
    const blocks = linked.get(id) ?? 0;
    for (const { check, ...rule } of rules) {
      if (rule.block !== block) continue;
      const missing = rule.needs.filter((_, index) => (blocks & (rule.masks[index] ?? 0)) === 0);
      if (missing.length > 0) found.push({ check, block, noteIds: [id], detail: missing.flat().join(' ') });
    }
    if (blocks === 0) found.push({ check: 'no-orphans', block, noteIds: [id] });
  }
  return found;
}
