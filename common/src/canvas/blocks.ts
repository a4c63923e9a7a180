/**
 * The Business Model Canvas as data: its nine blocks, how they connect and in which order they are drafted.
 * Source: Osterwalder & Pigneur, 'Business Model Generation' (2010), pp. 16–41; the canvas is
 * Strategyzer's, CC BY-SA 3.0.
 */
export const BLOCKS = [
  'key-partners',
  'key-activities',
  'key-resources',
  'value-propositions',
  'customer-relationships',
  'channels',
  'customer-segments',
  'cost-structure',
  'revenue-streams',
] as const;

export type Block = (typeof BLOCKS)[number];

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The order in which a draft is made: from the customer inward, money last. */
export const DRAFT_ORDER: readonly Block[] = [
  'customer-segments',
  'value-propositions',
  'channels',
  'customer-relationships',
  'revenue-streams',
  'key-resources',
  'key-activities',
  'key-partners',
  'cost-structure',
];

interface BlockText {
  title: string;
  question: string;
}

/** Title and guiding question of each block, per language. */
export const BLOCK_TEXT: Record<Language, Record<Block, BlockText>> = {
  en: {
    'key-partners': { title: 'Key partners', question: 'Who helps us, and with what?' },
    'key-activities': { title: 'Key activities', question: 'What must we do well every week?' },
    'key-resources': { title: 'Key resources', question: 'What must we own, know or hold?' },
    'value-propositions': { title: 'Value propositions', question: 'Which problem do we solve, for whom?' },
    'customer-relationships': {
      title: 'Customer relationships',
      question: 'How do we win, keep and help customers?',
    },
    channels: { title: 'Channels', question: 'How do customers find and receive it?' },
    'customer-segments': { title: 'Customer segments', question: 'For whom exactly do we create value?' },
    'cost-structure': { title: 'Cost structure', question: 'What costs most, and what causes it?' },
    'revenue-streams': { title: 'Revenue streams', question: 'Who pays for what, and how?' },
  },
  es: {
    'key-partners': { title: 'Socios clave', question: '¿Quién nos ayuda y con qué?' },
    'key-activities': { title: 'Actividades clave', question: '¿Qué debemos hacer bien cada semana?' },
    'key-resources': { title: 'Recursos clave', question: '¿Qué debemos tener o saber?' },
    'value-propositions': { title: 'Propuestas de valor', question: '¿Qué problema resolvemos y a quién?' },
    'customer-relationships': {
      title: 'Relación con clientes',
      question: '¿Cómo ganamos, cuidamos y ayudamos a los clientes?',
    },
    channels: { title: 'Canales', question: '¿Cómo nos encuentran y cómo lo reciben?' },
    'customer-segments': {
      title: 'Segmentos de clientes',
      question: '¿Para quién exactamente creamos valor?',
    },
    'cost-structure': { title: 'Estructura de costes', question: '¿Qué cuesta más y qué lo causa?' },
    'revenue-streams': { title: 'Fuentes de ingresos', question: '¿Quién paga, por qué y cómo?' },
  },
};

/** What a connection from one block to another says. A pair that is not here does not connect. */
export const CONNECTION_KINDS: readonly { from: Block; to: Block; kind: string }[] = [
  { from: 'value-propositions', to: 'customer-segments', kind: 'serves' },
  { from: 'channels', to: 'customer-segments', kind: 'reaches' },
  { from: 'channels', to: 'value-propositions', kind: 'delivers' },
  { from: 'customer-relationships', to: 'customer-segments', kind: 'keeps' },
  { from: 'revenue-streams', to: 'customer-segments', kind: 'paid-by' },
  { from: 'revenue-streams', to: 'value-propositions', kind: 'paid-for' },
  { from: 'key-resources', to: 'value-propositions', kind: 'enables' },
  { from: 'key-activities', to: 'value-propositions', kind: 'enables' },
  { from: 'key-partners', to: 'value-propositions', kind: 'enables' },
  { from: 'key-partners', to: 'key-resources', kind: 'provides' },
  { from: 'key-partners', to: 'key-activities', kind: 'performs' },
  { from: 'cost-structure', to: 'key-resources', kind: 'caused-by' },
  { from: 'cost-structure', to: 'key-activities', kind: 'caused-by' },
  { from: 'cost-structure', to: 'key-partners', kind: 'caused-by' },
  { from: 'cost-structure', to: 'channels', kind: 'caused-by' },
];

const kindByPair = new Map(CONNECTION_KINDS.map(({ from, to, kind }) => [`${from}>${to}`, kind]));

/** The kind of a connection between two blocks in this direction, or null where the pair does not connect. */
export function connectionKind(from: Block, to: Block): string | null {
  return kindByPair.get(`${from}>${to}`) ?? null;
}
