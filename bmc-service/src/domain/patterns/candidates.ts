import type { Block, Language } from '@aibmc/common/canvas/blocks';
import { type Alternatives, PHRASING } from './phrasing.ts';
import type { Reading } from './read-idea.ts';
import { isDelivery } from './slots.ts';
import type { DomainText, Lines, PatternText } from './templates.ts';

/** A note that a block may get: wordings of it, best first, and its place in its table ('domain:r1'). */
export interface Candidate {
  lines: Lines;
  source: string;
}

/** The two tables that a draft takes its lines from. */
export interface Tables {
  pattern: PatternText;
  domain: DomainText;
}

const CHILDREN =
  /\b(?:child(?:ren)?|kids|girls|boys|teenagers|pupils|ni[ñn][oa]s|adolescentes|escolares)\b/iu;

const LETTERS: Partial<Record<Block, string>> = {
  'key-resources': 'r',
  'key-activities': 'a',
  'key-partners': 'p',
  channels: 'c',
};

function fromTable(block: Block, table: string, lines: Lines): Candidate[] {
  return lines.map((line, at) => ({ lines: [line], source: `${table}:${LETTERS[block] ?? block}${at + 1}` }));
}

function fromIdea(block: Block, alternatives: Alternatives): Candidate[] {
  return alternatives.map((lines, at) => ({ lines, source: `idea:${LETTERS[block] ?? block}${at + 1}` }));
}

function channelCandidates(reading: Reading, tables: Tables, language: Language): Candidate[] {
  const own = PHRASING[language];
  const [first, ...rest] = fromTable('channels', 'pattern', tables.pattern.channels);
  const [shown, ...more] = fromTable('channels', 'domain', tables.domain.channels);
  const carried = reading.delivers && !isDelivery(reading) ? fromIdea('channels', own.channels) : [];
  const events = fromIdea('channels', own.events);
  return [...carried, first, shown, ...events, ...rest, ...more].filter(
    (candidate) => candidate !== undefined,
  );
}

/** The notes that a block may get, those that say most about this idea first. */
export function candidatesFor(
  block: Block,
  reading: Reading,
  tables: Tables,
  language: Language,
): Candidate[] {
  const own = PHRASING[language];
  const idea = (alternatives: Alternatives) => fromIdea(block, alternatives);
  const pattern = (lines: Lines) => fromTable(block, 'pattern', lines);
  const domain = (lines: Lines) => fromTable(block, 'domain', lines);
  const hasBothSides = tables.pattern.isBetween === true && reading.segments.length > 1;
  /** What it takes to make the product, unless the pattern has its own three: a marketplace bakes no bread. */
  const making = (name: 'resources' | 'activities' | 'partners' | 'costs') => [
    ...(tables.pattern[name].length < 3 ? domain(tables.domain[name]) : []),
    ...pattern(tables.pattern[name]),
  ];
  switch (block) {
    case 'customer-segments':
      return [
        ...(hasBothSides ? [] : pattern(tables.pattern.payers ?? [])),
        ...(reading.segments.length === 0 ? idea(own.seekers) : []),
        ...(reading.segments.length === 0 && reading.isForHomes ? idea(own.households) : []),
        ...(reading.segments.some(({ short }) => CHILDREN.test(short)) ? idea(own.parents) : []),
        ...(/^(?:software|service)$/.test(reading.kind) && !reading.isForFirms ? idea(own.invited) : []),
        ...domain(tables.domain.segments),
      ];
    case 'value-propositions':
      return [
        ...idea(isDelivery(reading) ? own.deliveries : own.propositions),
        ...pattern(tables.pattern.propositions),
        ...domain(tables.domain.propositions),
      ];
    case 'channels':
      return channelCandidates(reading, tables, language);
    case 'customer-relationships':
      return pattern(tables.pattern.relationships);
    case 'revenue-streams':
      return pattern(tables.pattern.revenue);
    case 'key-resources':
      return [...making('resources')];
    case 'key-activities':
      return [...(tables.pattern.isBetween ? [] : idea(own.activities)), ...making('activities')];
    case 'key-partners':
      return [...idea(own.suppliers), ...making('partners')];
    case 'cost-structure':
      return [...making('costs')];
  }
}
