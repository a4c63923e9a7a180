import type { Block, Language } from '@aibmc/common/canvas/blocks';

/** What the page about a block explains. */
export interface Lesson {
  belongs: string[];
  example: string;
  mistake: string;
}

export const LEARN: Record<Language, Record<Block, Lesson>> = {
  en: {
    'customer-segments': {
      belongs: [
        'People or organisations with the same need',
        'Who uses it, and who pays where that is somebody else',
        'Enough detail to find them: how many, where, what they struggle with',
      ],
      example: 'Office managers of 20–200 desks in Granada',
      mistake: '‘Everyone’ or ‘companies’. A segment that nobody could walk up to cannot be served.',
    },
    'value-propositions': {
      belongs: [
        'The problem that is solved, or the wish that comes true',
        'What is better than what people do today',
        'One promise a note, in the words of the customer',
      ],
      example: 'Fresh bread before the first meeting',
      mistake: 'A list of features. Say what changes for the customer, not what the product has.',
    },
    channels: {
      belongs: [
        'Where customers hear of it, buy it and receive it',
        'Places that the segment already visits',
        'Who runs the channel: you or a partner',
      ],
      example: 'Reception desks of offices',
      mistake: '‘Social media’. Name which one, who posts and which segment it reaches.',
    },
    'customer-relationships': {
      belongs: [
        'How a segment is won, helped and kept',
        'What is done by people and what by itself',
        'What happens after the first sale',
      ],
      example: 'Pause or change the order by chat until 8 p.m.',
      mistake: '‘Good service’. Describe what somebody does, when and for whom.',
    },
    'revenue-streams': {
      belongs: [
        'What is paid, by whom and for which promise',
        'How the money comes: sale, subscription, commission, licence',
        'A first price, even if it is a guess',
      ],
      example: 'Desk subscription, €4.20 a day',
      mistake: 'A stream that belongs to no segment. Somebody has to pay it.',
    },
    'key-resources': {
      belongs: [
        'What must be owned, known or held to keep the promise',
        'People, tools, data, money, a name',
        'Only what would stop the business if it were gone',
      ],
      example: 'Deck oven, 120 loaves an hour',
      mistake: 'Everything in the office. Keep what the value propositions depend on.',
    },
    'key-activities': {
      belongs: [
        'What must be done well every week',
        'Work that makes, sells or delivers the promise',
        'A verb and its object',
      ],
      example: 'Route planning before 6 a.m.',
      mistake: '‘Marketing’. A department is not an activity; say what is done.',
    },
    'key-partners': {
      belongs: [
        'Who provides a resource or does an activity',
        'Suppliers that could not be replaced in a week',
        'What they get in return',
      ],
      example: 'Organic mill in Guadix',
      mistake: 'Names of friends. A partner has a part to play, connected to a resource or an activity.',
    },
    'cost-structure': {
      belongs: [
        'The largest costs, and what causes each',
        'Costs that stay and costs that grow with sales',
        'A figure where there is one',
      ],
      example: 'Couriers, per route',
      mistake:
        'A cost without a cause. Connect it to the resource, activity, partner or channel it comes from.',
    },
  },
  es: {
    'customer-segments': {
      belongs: [
        'Personas u organizaciones con la misma necesidad',
        'Quién lo usa y quién lo paga, si no son los mismos',
        'Detalle suficiente para encontrarlos: cuántos, dónde, qué les cuesta',
      ],
      example: 'Oficinas de 20 a 200 puestos en Granada',
      mistake:
        '«Todo el mundo» o «empresas». A un segmento que no sabrías dónde buscar no se le puede servir.',
    },
    'value-propositions': {
      belongs: [
        'El problema que resuelves o el deseo que cumples',
        'Lo que mejora respecto a lo que hacen hoy',
        'Una promesa por nota, con palabras del cliente',
      ],
      example: 'Pan recién hecho antes de la primera reunión',
      mistake: 'Una lista de funciones. Di qué cambia para el cliente, no qué tiene el producto.',
    },
    channels: {
      belongs: [
        'Dónde te descubren, te compran y lo reciben',
        'Lugares por los que el segmento ya pasa',
        'Quién lleva el canal: tú o un socio',
      ],
      example: 'Recepciones de las oficinas',
      mistake: '«Redes sociales». Di cuál, quién publica y a qué segmento llega.',
    },
    'customer-relationships': {
      belongs: [
        'Cómo ganas, ayudas y conservas a un segmento',
        'Qué hacen las personas y qué funciona solo',
        'Qué pasa después de la primera venta',
      ],
      example: 'Pausas y cambios por chat hasta las ocho',
      mistake: '«Buen servicio». Describe qué hace alguien, cuándo y para quién.',
    },
    'revenue-streams': {
      belongs: [
        'Qué se paga, quién lo paga y por qué promesa',
        'Cómo llega el dinero: venta, suscripción, comisión, licencia',
        'Un primer precio, aunque sea una hipótesis',
      ],
      example: 'Suscripción por puesto, 4,20 € al día',
      mistake: 'Un ingreso que no es de ningún segmento. Alguien tiene que pagarlo.',
    },
    'key-resources': {
      belongs: [
        'Lo que hay que tener o saber para cumplir la promesa',
        'Personas, herramientas, datos, dinero, un nombre',
        'Solo aquello sin lo que el negocio se pararía',
      ],
      example: 'Horno de solera, 120 hogazas por hora',
      mistake:
        'Todo lo que hay en la oficina. Quédate con aquello de lo que dependen tus propuestas de valor.',
    },
    'key-activities': {
      belongs: [
        'Lo que hay que hacer bien cada semana',
        'El trabajo que produce, vende o entrega la promesa',
        'Un verbo y su objeto',
      ],
      example: 'Preparar las rutas antes de las seis',
      mistake: '«Marketing». Un departamento no es una actividad; di qué se hace.',
    },
    'key-partners': {
      belongs: [
        'Quién aporta un recurso o hace una actividad',
        'Proveedores que no podrías cambiar en una semana',
        'Qué reciben a cambio',
      ],
      example: 'Molino ecológico de Guadix',
      mistake: 'Nombres de conocidos. Un socio tiene un papel: conéctalo con un recurso o una actividad.',
    },
    'cost-structure': {
      belongs: [
        'Los costes mayores y qué causa cada uno',
        'Costes fijos y costes que crecen con las ventas',
        'Una cifra, si la hay',
      ],
      example: 'Repartidores, por ruta',
      mistake:
        'Un coste sin causa. Conéctalo con el recurso, la actividad, el socio o el canal del que viene.',
    },
  },
};
