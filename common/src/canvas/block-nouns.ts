import type { Block, Language } from './blocks.ts';

interface BlockNoun {
  /** One note of the block, with its article: 'a channel'. */
  one: string;
  /** All of them, as a sentence begins with them in small letters: 'channels', 'los canales'. */
  many: string;
}

/** What the notes of each block are called in a sentence. */
export const BLOCK_NOUNS: Record<Language, Record<Block, BlockNoun>> = {
  en: {
    'key-partners': { one: 'a key partner', many: 'key partners' },
    'key-activities': { one: 'a key activity', many: 'key activities' },
    'key-resources': { one: 'a key resource', many: 'key resources' },
    'value-propositions': { one: 'a value proposition', many: 'value propositions' },
    'customer-relationships': { one: 'a customer relationship', many: 'customer relationships' },
    channels: { one: 'a channel', many: 'channels' },
    'customer-segments': { one: 'a customer segment', many: 'customer segments' },
    'cost-structure': { one: 'a cost', many: 'costs' },
    'revenue-streams': { one: 'a revenue stream', many: 'revenue streams' },
  },
  es: {
    'key-partners': { one: 'un socio clave', many: 'los socios clave' },
    'key-activities': { one: 'una actividad clave', many: 'las actividades clave' },
    'key-resources': { one: 'un recurso clave', many: 'los recursos clave' },
    'value-propositions': { one: 'una propuesta de valor', many: 'las propuestas de valor' },
    'customer-relationships': { one: 'una relación con clientes', many: 'las relaciones con clientes' },
    channels: { one: 'un canal', many: 'los canales' },
    'customer-segments': { one: 'un segmento de clientes', many: 'los segmentos de clientes' },
    'cost-structure': { one: 'un coste', many: 'los costes' },
    'revenue-streams': { one: 'una fuente de ingresos', many: 'las fuentes de ingresos' },
  },
};
