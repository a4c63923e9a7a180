import type { Language } from '@aibmc/common/canvas/blocks';
import type { Lines } from './templates.ts';

/** Wordings of the same note: the first that the idea can fill is taken. */
export type Alternatives = readonly Lines[];

/** Notes that lean on what an idea says by itself, before any pattern adds to it. */
interface Phrasing {
  /** Makes a segment of one or two words precise. */
  narrowed: Lines;
  /** Whom it is for where the idea names nobody, or only those who do not pay themselves. */
  seekers: Alternatives;
  parents: Alternatives;
  households: Alternatives;
  invited: Alternatives;
  propositions: Alternatives;
  /** The same where the product is a delivery already. */
  deliveries: Alternatives;
  channels: Alternatives;
  events: Alternatives;
  activities: Alternatives;
  suppliers: Alternatives;
  /** What is spoken of where an idea has no words. */
  nothing: string;
}

export const PHRASING: Record<Language, Phrasing> = {
  en: {
    narrowed: [
      '{full} in {place}',
      '{full} interested in {p}',
      '{full} ready to try {p}',
      '{full} new to {p}',
    ],
    seekers: [['People who want to {goal}']],
    parents: [['Parents who pay for {p}']],
    households: [['Households without time for {p}', 'Households in need of {p}']],
    invited: [['Newcomers who hear of {p} from friends']],
    propositions: [
      ['{claim}'],
      ['{goal}', '{goal} in less time'],
      ['{p} {time}', '{p} delivered by {means}', 's1>{want} for {s}', 's1>No more {pain} for {s}', '{goal2}'],
    ],
    deliveries: [['{p} by {means}', '{p} {time}']],
    channels: [['Delivery of {p} by {means}', 's1>Delivery of {p} to {s}']],
    events: [['Launch event for {p} in {place}']],
    activities: [['{do} {p} {time}', '{do} {p} by {means}', '{do} {p} in {place}', 's1>{do} {p} for {s}']],
    suppliers: [['{supplier} that supply {supplies}', '{supplier} who contribute to {p}']],
    nothing: 'the product',
  },
  es: {
    narrowed: [
      '{full} en {place}',
      '{full} con interés en {p}',
      '{full} sin acceso a {p}',
      '{full} que comparan {p}',
    ],
    seekers: [['Personas que quieren {goal}']],
    parents: [['Familias que pagan {p}']],
    households: [['Hogares sin tiempo para {lp}', 'Hogares que necesitan {p}']],
    invited: [['Personas que llegan a {p} por amigos']],
    propositions: [
      ['{claim}'],
      ['{goal}', '{goal} en menos tiempo'],
      ['{p} {time}', '{p} con entrega en {means}', 's1>{want} para {s}', 's1>Sin {pain} para {s}', '{goal2}'],
    ],
    deliveries: [['{p} en {means}', '{p} {time}']],
    channels: [['Reparto de {p} en {means}', 's1>Entrega de {p} a {s}']],
    events: [['Presentación de {p} en {place}']],
    activities: [
      [
        '{do} {p} {time}',
        '{do} {p} en {means}',
        '{do} {p} en {place}',
        's1>{give} {p} a {s}',
        's1>{do} {p} para {s}',
      ],
    ],
    suppliers: [['{supplier} que suministran {supplies}', '{supplier} que colaboran con {lp}']],
    nothing: 'el producto',
  },
};
