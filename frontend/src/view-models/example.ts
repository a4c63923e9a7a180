import type { Block, Language } from '@aibmc/common/canvas/blocks';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';

type Row = readonly [id: string, block: Block, links: readonly string[], en: string, es: string];

/** A small canvas that shows what one looks like: sourdough by bicycle, for two segments and a third. */
const ROWS: readonly Row[] = [
  [
    's1',
    'customer-segments',
    [],
    'Office managers of 20–200 desks in Granada',
    'Oficinas de 20 a 200 puestos en Granada',
  ],
  ['s2', 'customer-segments', [], 'Independent cafés without an oven', 'Cafeterías independientes sin horno'],
  ['s3', 'customer-segments', [], 'Remote teams that meet weekly', 'Equipos remotos que se ven cada semana'],
  [
    'v1',
    'value-propositions',
    ['s1'],
    'Fresh bread before the first meeting',
    'Pan recién hecho antes de la primera reunión',
  ],
  [
    'v2',
    'value-propositions',
    ['s2'],
    'Signature loaf without own baker',
    'Pan de autor sin panadero propio',
  ],
  [
    'v3',
    'value-propositions',
    ['s1'],
    'One invoice for the whole office',
    'Una sola factura para toda la oficina',
  ],
  ['c1', 'channels', ['s1', 'v1'], 'Reception desks of offices', 'Recepciones de las oficinas'],
  ['c2', 'channels', ['s2'], 'Counter displays in cafés', 'Expositores en barras de café'],
  [
    'r1',
    'customer-relationships',
    ['s1'],
    'Pause or change by 8 p.m. chat',
    'Pausas por chat hasta las ocho',
  ],
  ['r2', 'customer-relationships', ['s2'], 'Baker visits every month', 'Visita mensual del panadero'],
  [
    'e1',
    'revenue-streams',
    ['s1', 'v1'],
    'Desk subscription, €4.20 a day',
    'Suscripción por puesto, 4,20 € al día',
  ],
  ['e2', 'revenue-streams', ['s2', 'v2'], 'Wholesale loaf, €3.10', 'Hogaza al por mayor, 3,10 €'],
  ['e3', 'revenue-streams', ['s3'], 'Team breakfast box, €9 a head', 'Desayuno de equipo, 9 € por persona'],
  [
    'k1',
    'key-resources',
    ['v1', 'v2'],
    'Deck oven, 120 loaves an hour',
    'Horno de solera, 120 hogazas por hora',
  ],
  ['k2', 'key-resources', ['v1'], 'Six cargo bikes', 'Seis bicicletas de carga'],
  ['a1', 'key-activities', ['v1'], 'Route planning before 6 a.m.', 'Rutas listas antes de las seis'],
  ['a2', 'key-activities', ['v2'], 'Weekly tasting at cafés', 'Cata semanal en cafeterías'],
  ['p1', 'key-partners', ['a1'], 'Organic mill in Guadix', 'Molino ecológico de Guadix'],
  ['p2', 'key-partners', ['a2'], 'Café association of Realejo', 'Asociación de cafés del Realejo'],
  ['p3', 'key-partners', [], 'Cargo-bike workshop', 'Taller de bicicletas de carga'],
  ['o1', 'cost-structure', [], 'Bakers, two night shifts', 'Panaderos, dos turnos de noche'],
  ['o2', 'cost-structure', ['a1'], 'Couriers, per route', 'Repartidores, por ruta'],
];

/** The example in a language, in the shape of a canvas. */
export function exampleCanvas(lang: Language): Pick<CanvasDetail, 'notes' | 'connections'> {
  return {
    notes: ROWS.map(([id, block, , en, es], index) => ({
      id,
      block,
      text: lang === 'es' ? es : en,
      order: `a${String(index).padStart(2, '0')}`,
      origin: 'human',
      author: '',
    })),
    connections: ROWS.flatMap(([id, , links]) => links.map((to) => ({ id: `${id}-${to}`, from: id, to }))),
  };
}
