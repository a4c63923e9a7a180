import type { Block, Language } from '@aibmc/common/canvas/blocks';

/**
 * A hint for a block. `{p}` and `{lp}` stand for the product, `{s}` for a segment of the canvas, `{note}` for a note of
 * the block; a hint is given only where there is something to put into it.
 */
export interface Hint {
  title: string;
  text: string;
}

/** Hints for each block, the most useful first. What there is to mend comes before them. */
export const HINTS: Record<Language, Record<Block, readonly Hint[]>> = {
  en: {
    'customer-segments': [
      {
        title: 'Name the first ten of ‘{note}’',
        text: 'Write down ten real names or addresses. If that takes more than an hour, the segment is still too wide.',
      },
      {
        title: 'Who pays for {p}, and who is it for?',
        text: 'Where these are two, each is a segment of its own, with its own reason to say yes.',
      },
      {
        title: 'What do they do today instead?',
        text: 'People who already spend money or an evening on the problem are the ones to begin with.',
      },
      {
        title: 'Who will not buy {p}?',
        text: 'A segment that you leave out on purpose makes the others sharper.',
      },
    ],
    'value-propositions': [
      {
        title: 'Say what changes for {s}',
        text: 'A promise names a before and an after: minutes, money, worry. Features belong to resources.',
      },
      {
        title: 'Would ‘{note}’ be missed?',
        text: 'Ask three customers what they would do without it. If they shrug, it is not the promise yet.',
      },
      {
        title: 'Against what do they compare {p}?',
        text: 'Name the thing that they use now, and one point on which you are clearly better.',
      },
      {
        title: 'One promise for each segment',
        text: 'Every segment should find at least one note here that is only for them.',
      },
    ],
    channels: [
      {
        title: 'Where are {s} anyway?',
        text: 'Go where they are on a Tuesday morning. A channel that they already use costs least.',
      },
      {
        title: 'Follow one customer all the way',
        text: 'Hear of {p}, try, buy, receive, get help: each of the five steps needs a channel.',
      },
      {
        title: 'What does ‘{note}’ cost for each customer?',
        text: 'Divide a month of it by the customers it brings. Keep the channel only if a customer earns more.',
      },
      {
        title: 'Who runs it?',
        text: 'A channel of your own takes time, one of a partner takes a share. Say which.',
      },
    ],
    'customer-relationships': [
      {
        title: 'What happens the day after?',
        text: 'The first purchase of {p} is the easy one. Note what brings {s} back.',
      },
      {
        title: 'By hand or by itself?',
        text: 'Say what a person does and what runs alone. By hand is fine for the first hundred.',
      },
      {
        title: 'Can you keep up ‘{note}’?',
        text: 'Count the minutes for each customer and month, times the customers you hope for.',
      },
      {
        title: 'Who complains, and where?',
        text: 'Name the place where problems arrive, and who answers within a day.',
      },
    ],
    'revenue-streams': [
      {
        title: 'Put a first price on ‘{note}’',
        text: 'A guess that can be tested beats a blank. Mark it as an assumption and ask five customers.',
      },
      {
        title: 'How much would {s} pay for {p}?',
        text: 'Price by what it saves or earns them, not by what it costs you.',
      },
      {
        title: 'Once or again and again?',
        text: 'A small payment each month often carries further than a large one. Compare a year of both.',
      },
      {
        title: 'When does the money come?',
        text: 'Before, at or after delivery makes the difference in how much you have to put up first.',
      },
    ],
    'key-resources': [
      {
        title: 'What would stop {p} tomorrow?',
        text: 'Keep the three things without which nothing could be delivered. The rest is furniture.',
      },
      {
        title: 'Own, rent or borrow ‘{note}’?',
        text: 'Rent until you know how much of it you need.',
      },
      {
        title: 'What do you know that others do not?',
        text: 'Recipes, data, contacts and a name are resources too, and the hardest to copy.',
      },
      {
        title: 'Which promise does each one keep?',
        text: 'A resource that backs no value proposition costs money for nothing.',
      },
    ],
    'key-activities': [
      {
        title: 'A verb and its object',
        text: '‘Marketing’ is a department. Say what somebody does on Monday for {p}.',
      },
      {
        title: 'Who does ‘{note}’, and how long does it take?',
        text: 'Write a name and the hours a week. What has neither will not be done.',
      },
      {
        title: 'What must {s} never notice?',
        text: 'The work that goes wrong quietly is the work to do best. Give it a note.',
      },
      {
        title: 'What could a partner do better?',
        text: 'Keep what makes you different, and hand over what anybody can do.',
      },
    ],
    'key-partners': [
      {
        title: 'What does ‘{note}’ get in return?',
        text: 'A partner without a reason of their own leaves in the first hard month.',
      },
      {
        title: 'Who could not be replaced within a week?',
        text: 'For each of those, find a second one before you need them.',
      },
      {
        title: 'Who already reaches {s}?',
        text: 'Somebody sells them something else. They may gain by telling of {p}.',
      },
      {
        title: 'A part for each partner',
        text: 'Connect each one to the resource they give or the activity they do.',
      },
    ],
    'cost-structure': [
      {
        title: 'Which three cost most?',
        text: 'Put a monthly figure on each, even a rough one, and mark it as an assumption.',
      },
      {
        title: 'Does ‘{note}’ grow with sales?',
        text: 'Costs that stay have to be paid by the first customers. Know how many that takes.',
      },
      {
        title: 'What does one more customer cost?',
        text: 'Add up what {p} takes for one of {s}. It has to be less than they pay.',
      },
      {
        title: 'A cause for each cost',
        text: 'Costs are lowered at their source: connect each to what makes it necessary.',
      },
    ],
  },
  es: {
    'customer-segments': [
      {
        title: 'Nombra los diez primeros de «{note}»',
        text: 'Apunta diez nombres o direcciones reales. Si tardas más de una hora, el segmento aún es demasiado amplio.',
      },
      {
        title: '¿Quién paga por {lp}, y para quién es?',
        text: 'Si son distintos, cada uno es un segmento, con su propio motivo para decir que sí.',
      },
      {
        title: '¿Qué hacen hoy en su lugar?',
        text: 'Empieza por quienes ya gastan dinero o una tarde en el problema.',
      },
      {
        title: '¿A quién no le vas a vender {lp}?',
        text: 'Dejar fuera un segmento a propósito hace más nítidos los demás.',
      },
    ],
    'value-propositions': [
      {
        title: 'Di qué cambia para {s}',
        text: 'Una promesa nombra un antes y un después: minutos, dinero, preocupaciones. Lo demás son recursos.',
      },
      {
        title: '¿Se echaría de menos «{note}»?',
        text: 'Pregunta a tres clientes qué harían sin ello. Si se encogen de hombros, aún no es la promesa.',
      },
      {
        title: '¿Con qué comparan {lp}?',
        text: 'Nombra lo que usan ahora y un punto en el que eres claramente mejor.',
      },
      {
        title: 'Una promesa para cada segmento',
        text: 'Cada segmento debería encontrar aquí al menos una nota que sea solo suya.',
      },
    ],
    channels: [
      {
        title: '¿Dónde están ya {s}?',
        text: 'Ve a donde están un martes por la mañana. El canal que ya usan es el más barato.',
      },
      {
        title: 'Sigue a un cliente de principio a fin',
        text: 'Oír hablar de {lp}, probar, comprar, recibir y pedir ayuda: cada paso necesita un canal.',
      },
      {
        title: '¿Cuánto cuesta «{note}» por cliente?',
        text: 'Divide un mes de gasto entre los clientes que trae. Quédate el canal si cada cliente deja más.',
      },
      {
        title: '¿Quién lo lleva?',
        text: 'Un canal propio pide tiempo; el de un socio, una parte. Di cuál es cada uno.',
      },
    ],
    'customer-relationships': [
      {
        title: '¿Qué pasa al día siguiente?',
        text: 'La primera compra de {lp} es la fácil. Apunta qué hace volver a {s}.',
      },
      {
        title: '¿A mano o solo?',
        text: 'Di qué hace una persona y qué funciona solo. A mano vale para los cien primeros.',
      },
      {
        title: '¿Puedes mantener «{note}»?',
        text: 'Cuenta los minutos por cliente y mes y multiplícalos por los clientes que esperas.',
      },
      {
        title: '¿Quién se queja y dónde?',
        text: 'Nombra el sitio al que llegan los problemas y quién responde en un día.',
      },
    ],
    'revenue-streams': [
      {
        title: 'Pon un primer precio a «{note}»',
        text: 'Una hipótesis que se puede probar vale más que un hueco. Márcala y pregunta a cinco clientes.',
      },
      {
        title: '¿Cuánto pagarían {s} por {lp}?',
        text: 'Pon el precio por lo que les ahorra o les hace ganar, no por lo que te cuesta.',
      },
      {
        title: '¿Una vez o muchas?',
        text: 'Un pago pequeño cada mes suele llegar más lejos que uno grande. Compara un año de ambos.',
      },
      {
        title: '¿Cuándo llega el dinero?',
        text: 'Cobrar antes, durante o después de entregar cambia cuánto tienes que adelantar.',
      },
    ],
    'key-resources': [
      {
        title: '¿Sin qué no habría {p} mañana?',
        text: 'Quédate con las tres cosas sin las que no podrías entregar nada.',
      },
      {
        title: '¿«{note}»: propio, alquilado o prestado?',
        text: 'Alquila hasta saber cuánto necesitas.',
      },
      {
        title: '¿Qué sabes tú que otros no?',
        text: 'Recetas, datos, contactos y un nombre también son recursos, y los más difíciles de copiar.',
      },
      {
        title: '¿Qué promesa cumple cada uno?',
        text: 'Un recurso que no respalda ninguna propuesta de valor cuesta dinero para nada.',
      },
    ],
    'key-activities': [
      {
        title: 'Un verbo y su objeto',
        text: '«Marketing» es un departamento. Di qué hace alguien el lunes para {lp}.',
      },
      {
        title: '¿Quién se ocupa de «{note}» y cuánto tarda?',
        text: 'Apunta un nombre y las horas por semana. Lo que no tiene ninguno no se hará.',
      },
      {
        title: '¿Qué no deben notar nunca {s}?',
        text: 'El trabajo que falla en silencio es el que mejor hay que hacer. Dale una nota.',
      },
      {
        title: '¿Qué haría mejor un socio?',
        text: 'Quédate con lo que te distingue y deja fuera lo que puede hacer cualquiera.',
      },
    ],
    'key-partners': [
      {
        title: '¿Qué gana «{note}» a cambio?',
        text: 'Un socio sin motivo propio se va el primer mes difícil.',
      },
      {
        title: '¿A quién no podrías sustituir en una semana?',
        text: 'Para cada uno, busca un segundo antes de necesitarlo.',
      },
      {
        title: '¿Quién llega ya a {s}?',
        text: 'Alguien les vende otra cosa. Quizá gane algo hablando de {lp}.',
      },
      {
        title: 'Un papel para cada socio',
        text: 'Conecta cada uno con el recurso que aporta o la actividad que hace.',
      },
    ],
    'cost-structure': [
      {
        title: '¿Qué tres cosas cuestan más?',
        text: 'Pon a cada una una cifra al mes, aunque sea aproximada, y márcala como hipótesis.',
      },
      {
        title: '¿Crece «{note}» con las ventas?',
        text: 'Los costes fijos los pagan los primeros clientes. Calcula cuántos hacen falta.',
      },
      {
        title: '¿Cuánto cuesta un cliente más?',
        text: 'Suma lo que hace falta para servir a {s}. Tiene que ser menos de lo que pagan.',
      },
      {
        title: 'Una causa para cada coste',
        text: 'Un coste se reduce en su origen: conéctalo con lo que lo hace necesario.',
      },
    ],
  },
};
