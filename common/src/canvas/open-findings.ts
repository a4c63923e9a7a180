import { type Block, BLOCK_TEXT, type Language } from './blocks.ts';
import { BLOCK_NOUNS } from './block-nouns.ts';
import { CHECKS, type CheckId, type Finding } from './checks.ts';
import { nextStep, type NextStep } from './checks/next-step.ts';

/** A finding in words: what it is, why it matters, what to do. The step that leads there is told by `stepOf`. */
export interface OpenFinding {
  /** The same finding has the same key from one check of the canvas to the next. */
  key: string;
  check: CheckId;
  title: string;
  /** What every canvas should have. */
  rule: string;
  why: string;
  fix: string;
  /** What it is about: notes, or else a block. */
  noteIds: readonly string[];
  block?: Block;
  finding: Finding;
}

/** So many are shown at once; more would be no help to begin. */
export const MOST_SHOWN = 5;

/** The most useful checks first: what a model cannot do without, then what its notes say, then how they look. */
const BY_USE: readonly CheckId[] = [
  'blocks-filled',
  'segment-proposition',
  'segment-channel',
  'revenue-connected',
  'segment-relationship',
  'proposition-segment',
  'proposition-backed',
  'no-vague-words',
  'segment-qualifier',
  'revenue-mechanism',
  'cost-cause',
  'partner-provides',
  'no-duplicates',
  'one-idea',
  'note-length',
  'no-orphans',
  'notes-per-block',
  'idea-words',
  'language',
];
const useOf = new Map(BY_USE.map((check, index) => [check, index]));

/** A note that one of these is found on is known to lack connections; that it stands alone says the same again. */
const SAYS_ALONE = new Set<CheckId>([
  'segment-proposition',
  'proposition-segment',
  'revenue-connected',
  'partner-provides',
  'cost-cause',
]);

type Notes = ReadonlyMap<string, { id: string; block: Block; text: string }>;

/** Findings in words, the most useful first: the first of each check, then the second of each, and so on. */
export function openFindings(findings: readonly Finding[], notes: Notes, language: Language): OpenFinding[] {
  const known = new Set(
    findings.flatMap(({ check, noteIds = [] }) => (SAYS_ALONE.has(check) ? noteIds : [])),
  );
  const counts = new Map<CheckId, number>();
  return findings
    .filter(({ check, noteIds }) => check !== 'no-orphans' || !known.has(noteIds?.[0] ?? ''))
    .map((finding) => {
      const turn = counts.get(finding.check) ?? 0;
      counts.set(finding.check, turn + 1);
      return { finding, turn };
    })
    .sort((a, b) => a.turn - b.turn || useOf.get(a.finding.check)! - useOf.get(b.finding.check)!)
    .map(({ finding }) => inWords(finding, notes, language));
}

function inWords(finding: Finding, notes: Notes, language: Language): OpenFinding {
  const { check, block, noteIds = [], detail = '' } = finding;
  const text = CHECKS[check][language];
  const nameOf = namer(notes);
  const values: Record<string, string> = {
    note: nameOf(noteIds[0]),
    other: nameOf(noteIds[1]),
    block: block ? BLOCK_TEXT[language][block].title : '',
    missing: namesOf(detail.split(' ') as Block[], language),
    detail,
  };
  return {
    key: `${check}:${noteIds[0] ?? block ?? ''}`,
    check,
    title: text.found.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
    rule: text.title,
    why: text.why,
    fix: text.fix,
    noteIds,
    block,
    finding,
  };
}

/** The one step that leads on from a finding, with what its button says. */
export function stepOf(
  { finding }: Pick<OpenFinding, 'finding'>,
  notes: Notes,
  language: Language,
  mayEdit = true,
): NextStep & { label: string } {
  const step = nextStep(finding, [...notes.values()], mayEdit);
  return { ...step, label: labelOf(step, namer(notes), language) };
}

function namer(notes: Notes): (id: string | undefined) => string {
  return (id) => shorten(notes.get(id ?? '')?.text ?? '');
}

const LABELS = {
  en: {
    show: 'Show note',
    block: 'Show block',
    add: 'Add {one}',
    connect: 'Connect to {one}',
    best: 'Connect to ‘{note}’',
    other: 'Connect it',
    and: ' and ',
  },
  es: {
    show: 'Ver la nota',
    block: 'Ver el bloque',
    add: 'Añadir {one}',
    connect: 'Conectar con {one}',
    best: 'Conectar con «{note}»',
    other: 'Conectarla',
    and: ' y ',
  },
};

function labelOf(step: NextStep, nameOf: (id: string) => string, language: Language): string {
  const labels = LABELS[language];
  const nouns = BLOCK_NOUNS[language];
  switch (step.act) {
    case 'show':
      return labels.show;
    case 'show-block':
      return labels.block;
    case 'add':
      return labels.add.replace('{one}', nouns[step.block].one);
    case 'connect': {
      const [only, ...more] = step.blocks;
      if (step.best) return labels.best.replace('{note}', nameOf(step.best));
      return only && more.length === 0 ? labels.connect.replace('{one}', nouns[only].one) : labels.other;
    }
  }
}

function namesOf(blocks: readonly Block[], language: Language): string {
  return blocks.map((block) => BLOCK_NOUNS[language][block]?.one ?? '').join(LABELS[language].and);
}

const LONGEST_NAME = 42;

/** A note's text as its name in a sentence. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= LONGEST_NAME ? line : `${line.slice(0, LONGEST_NAME - 1).trimEnd()}…`;
}
