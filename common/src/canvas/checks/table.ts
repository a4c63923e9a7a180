import type { Language } from '../blocks.ts';

export interface CheckText {
  title: string;
  /** One finding in a few words: `{note}`, `{other}`, `{block}`, `{missing}` and `{detail}` stand for what it is about. */
  found: string;
  why: string;
  fix: string;
}

/**
 * Every check with its text, in the order in which they are shown. `why` says why it matters, `fix` what to do.
 * Sources: Strategyzer 'How to design a crystal-clear business model canvas', 'Business Model
 * Generation' p. 150, Innovation Within.
 */
export const CHECKS = {
  'blocks-filled': {
    en: {
      title: 'All nine blocks are filled',
      found: '{block}: nothing here yet',
      why: 'A model with an empty block has a question that nobody has answered yet.',
      fix: 'Add a note to each empty block, even if it is only a guess to test.',
    },
    es: {
      title: 'Los nueve bloques tienen notas',
      found: '{block}: todavía sin notas',
      why: 'Un bloque vacío es una pregunta que nadie ha contestado todavía.',
      fix: 'Añade una nota a cada bloque vacío, aunque sea una hipótesis por probar.',
    },
  },
  'notes-per-block': {
    en: {
      title: 'Two to six notes a block',
      found: 'Notes in {block}: {detail}',
      why: 'One note hides alternatives; more than six hide what matters.',
      fix: 'Add a second note, or keep the six that matter most.',
    },
    es: {
      title: 'De dos a seis notas por bloque',
      found: 'Notas en {block}: {detail}',
      why: 'Una sola nota oculta alternativas; más de seis ocultan lo importante.',
      fix: 'Añade una segunda nota o quédate con las seis que más importan.',
    },
  },
  'one-idea': {
    en: {
      title: 'One idea a note',
      found: '‘{note}’ holds more than one idea',
      why: 'Ideas on the same note cannot be moved, connected or tested on their own.',
      fix: 'Split the list or the sentences into a note each.',
    },
    es: {
      title: 'Una idea por nota',
      found: '«{note}» reúne más de una idea',
      why: 'Las ideas que comparten nota no se pueden mover, conectar ni probar por separado.',
      fix: 'Separa la lista o las frases en una nota para cada una.',
    },
  },
  'note-length': {
    en: {
      title: 'Three to eight words a note, twelve at most',
      found: 'Words in ‘{note}’: {detail}',
      why: 'Shorter says too little to act on; longer is not read.',
      fix: 'Say who, what or where in three to eight words.',
    },
    es: {
      title: 'De tres a ocho palabras por nota, doce como máximo',
      found: 'Palabras en «{note}»: {detail}',
      why: 'Con menos no se sabe qué hacer; con más nadie la lee.',
      fix: 'Di quién, qué o dónde en tres a ocho palabras.',
    },
  },
  'segment-proposition': {
    en: {
      title: 'Every segment has a value proposition',
      found: 'No value proposition serves ‘{note}’',
      why: 'A segment that gets nothing has no reason to come.',
      fix: 'Connect the segment to what it gets from you, or drop it.',
    },
    es: {
      title: 'Cada segmento tiene una propuesta de valor',
      found: 'Ninguna propuesta de valor sirve a «{note}»',
      why: 'Un segmento que no recibe nada no tiene motivo para venir.',
      fix: 'Conecta el segmento con lo que le ofreces, o quítalo.',
    },
  },
  'proposition-segment': {
    en: {
      title: 'Every value proposition serves a segment',
      found: '‘{note}’ serves no segment',
      why: 'What nobody is waiting for costs money and earns none.',
      fix: 'Connect the value proposition to the segment that wants it.',
    },
    es: {
      title: 'Cada propuesta de valor sirve a un segmento',
      found: '«{note}» no sirve a ningún segmento',
      why: 'Lo que nadie espera cuesta dinero y no lo genera.',
      fix: 'Conecta la propuesta de valor con el segmento que la quiere.',
    },
  },
  'revenue-connected': {
    en: {
      title: 'Every revenue stream has a payer and a reason',
      found: '‘{note}’ still needs {missing}',
      why: 'Money comes from somebody and for something.',
      fix: 'Connect the revenue stream to the segment that pays and to the value proposition it pays for.',
    },
    es: {
      title: 'Cada ingreso tiene quien paga y un motivo',
      found: '«{note}» todavía necesita {missing}',
      why: 'El dinero viene de alguien y a cambio de algo.',
      fix: 'Conecta el ingreso con el segmento que paga y con la propuesta de valor por la que paga.',
    },
  },
  'segment-channel': {
    en: {
      title: 'Every segment is reached by a channel',
      found: 'No channel reaches ‘{note}’',
      why: 'People cannot buy what never reaches them.',
      fix: 'Connect the segment to the channel through which it finds or receives your offer.',
    },
    es: {
      title: 'Cada segmento tiene un canal',
      found: 'Ningún canal llega a «{note}»',
      why: 'Nadie compra lo que no le llega.',
      fix: 'Conecta el segmento con el canal por el que descubre o recibe tu oferta.',
    },
  },
  'segment-relationship': {
    en: {
      title: 'Every segment has a relationship',
      found: 'Nothing wins or keeps ‘{note}’',
      why: 'Winning customers and keeping them are different work.',
      fix: 'Connect the segment to how you win it, help it and keep it.',
    },
    es: {
      title: 'Cada segmento tiene una relación',
      found: 'Nada gana ni conserva a «{note}»',
      why: 'Conseguir clientes y conservarlos son trabajos distintos.',
      fix: 'Conecta el segmento con la forma de ganarlo, ayudarlo y conservarlo.',
    },
  },
  'partner-provides': {
    en: {
      title: 'Every partner provides a resource or an activity',
      found: '‘{note}’ provides no resource or activity',
      why: 'A partner without a part to play is only a contact.',
      fix: 'Connect the partner to the resource it supplies or the activity it does.',
    },
    es: {
      title: 'Cada socio aporta un recurso o una actividad',
      found: '«{note}» no aporta recurso ni actividad',
      why: 'Un socio sin papel es solo un contacto.',
      fix: 'Conecta el socio con el recurso que aporta o la actividad que realiza.',
    },
  },
  'proposition-backed': {
    en: {
      title: 'Every value proposition is backed',
      found: 'Nothing makes ‘{note}’ possible',
      why: 'A promise needs a resource, an activity or a partner that keeps it.',
      fix: 'Connect the value proposition to what makes it possible.',
    },
    es: {
      title: 'Cada propuesta de valor está respaldada',
      found: 'Nada hace posible «{note}»',
      why: 'Una promesa necesita un recurso, una actividad o un socio que la cumpla.',
      fix: 'Conecta la propuesta de valor con lo que la hace posible.',
    },
  },
  'cost-cause': {
    en: {
      title: 'Every cost has a cause',
      found: '‘{note}’ has no cause',
      why: 'A cost can only be lowered where it comes from.',
      fix: 'Connect the cost to the resource, activity, partner or channel that causes it.',
    },
    es: {
      title: 'Cada coste tiene una causa',
      found: '«{note}» no tiene causa',
      why: 'Un coste solo se reduce en su origen.',
      fix: 'Conecta el coste con el recurso, la actividad, el socio o el canal que lo causa.',
    },
  },
  'no-orphans': {
    en: {
      title: 'No note stands alone',
      found: '‘{note}’ is connected to nothing',
      why: 'A note without a connection is not part of the story yet.',
      fix: 'Connect the note to another one, or remove it.',
    },
    es: {
      title: 'Ninguna nota está suelta',
      found: '«{note}» no se conecta con nada',
      why: 'Una nota sin conexión todavía no forma parte de la historia.',
      fix: 'Conecta la nota con otra, o quítala.',
    },
  },
  'no-vague-words': {
    en: {
      title: 'No vague words',
      found: '‘{detail}’ in ‘{note}’ is vague',
      why: 'Words that fit any business say nothing about yours.',
      fix: 'Replace the word with a fact: who, how many, how fast, how much.',
    },
    es: {
      title: 'Sin palabras vagas',
      found: '«{detail}» en «{note}» es vago',
      why: 'Las palabras que valen para cualquier negocio no dicen nada del tuyo.',
      fix: 'Cambia la palabra por un dato: quién, cuántos, en cuánto tiempo, cuánto.',
    },
  },
  'segment-qualifier': {
    en: {
      title: 'Every segment says which ones',
      found: '‘{note}’ does not say which ones',
      why: 'A bare noun such as ‘companies’ is too wide to find or to serve.',
      fix: 'Add who they are, where they are, how many, or what they struggle with.',
    },
    es: {
      title: 'Cada segmento dice cuáles',
      found: '«{note}» no dice cuáles',
      why: 'Un nombre a secas como «empresas» es demasiado amplio para encontrarlas o servirlas.',
      fix: 'Añade quiénes son, dónde están, cuántos son o qué les cuesta.',
    },
  },
  'revenue-mechanism': {
    en: {
      title: 'Every revenue stream names its mechanism',
      found: '‘{note}’ does not say how it is paid',
      why: 'A subscription, a fee and a sale make very different businesses.',
      fix: 'Say how the money comes: subscription, fee, commission, price, licence …',
    },
    es: {
      title: 'Cada ingreso dice su mecanismo',
      found: '«{note}» no dice cómo se paga',
      why: 'Una suscripción, una cuota y una venta dan negocios muy distintos.',
      fix: 'Di cómo llega el dinero: suscripción, cuota, comisión, precio, licencia…',
    },
  },
  'no-duplicates': {
    en: {
      title: 'No two notes say the same',
      found: '‘{note}’ and ‘{other}’ say the same',
      why: 'The same note twice makes the canvas look fuller than it is.',
      fix: 'Keep one of them, or say what is different.',
    },
    es: {
      title: 'No hay dos notas iguales',
      found: '«{note}» y «{other}» dicen lo mismo',
      why: 'Una nota repetida hace que el lienzo parezca más lleno de lo que está.',
      fix: 'Quédate con una o di en qué se diferencian.',
    },
  },
  language: {
    en: {
      title: 'One language, the one of the canvas',
      found: '‘{note}’ is in another language',
      why: 'Mixed languages leave a part of the group out.',
      fix: 'Translate the marked notes, or change the language of the canvas.',
    },
    es: {
      title: 'Un solo idioma, el del lienzo',
      found: '«{note}» está en otro idioma',
      why: 'Mezclar idiomas deja fuera a una parte del grupo.',
      fix: 'Traduce las notas marcadas o cambia el idioma del lienzo.',
    },
  },
  'idea-words': {
    en: {
      title: 'The notes speak about this idea',
      found: 'Notes that speak about the idea: {detail}',
      why: 'Notes that would fit any business are not yet about yours.',
      fix: 'Use the words of the idea in at least half of the notes.',
    },
    es: {
      title: 'Las notas hablan de esta idea',
      found: 'Notas que hablan de la idea: {detail}',
      why: 'Las notas que valdrían para cualquier negocio aún no son del tuyo.',
      fix: 'Usa las palabras de la idea en al menos la mitad de las notas.',
    },
  },
} as const satisfies Record<string, Record<Language, CheckText>>;

export type CheckId = keyof typeof CHECKS;

/** The ids of all checks, in the order in which they are shown. */
export const CHECK_IDS = Object.keys(CHECKS) as CheckId[];
