import type { Language } from '@aibmc/common/canvas/blocks';
import type { PatternId } from '../patterns/pattern-cues.ts';

/** What each pattern is and what it asks for, in a sentence or two. `{p}` is the product. */
export const PATTERN_GISTS: Record<Language, Record<PatternId, string>> = {
  en: {
    subscription:
      'Customers pay for {p} month by month, so income is known beforehand. It needs a reason to stay each month.',
    marketplace:
      'Others offer {p}, the business brings buyers and sellers together and takes a share. One side has to be there first.',
    matching: 'Two sides find each other through {p}; trust between them is what is paid for.',
    freemium: 'Most use {p} for free, a few pay for more. The few have to carry the cost of the many.',
    'razor-and-blade':
      'The first piece costs little or nothing, what it uses up is bought again and again. Customers have to be kept from buying that elsewhere.',
    venue: 'Guests come to {p} and pay for the time there; place and hours decide how many can.',
    'direct-sales':
      'From the maker to the customer without a shop between them: more margin, and all of the selling to do.',
    'pay-per-use':
      'Customers pay for {p} only by use. What stands unused costs money, so it has to be in use often.',
    franchise:
      'Others open {p} with your name, your manual and their money, and pay for both. It takes a first one that earns well.',
    licensing:
      'Others make and sell with your know-how and pay for the right. It grows without own production, and needs protection.',
    advertising:
      'The audience pays nothing, and those who want to reach it pay. It takes a large or a very particular one.',
    nonprofit:
      'Those who use {p} do not pay; donors, grants and volunteers carry it and want to see what it does.',
    services:
      'Customers pay for work done for them. Time is what is sold, so prices and hours have to be planned together.',
    'hardware-service':
      'The device is sold once, what it tells is paid for each year. The service has to be worth more than the device.',
    'open-source':
      'Everybody may use {p} for free, and those who depend on it pay for help. It takes a community first.',
    cooperative: 'Those who use {p} are the owners, decide together and share the cost.',
    crowdfunding:
      'Those who want {p} pay before there is anything to have. That shows the demand, and promises what then has to be kept.',
    'platform-api':
      'Others build their own products on {p} and pay by use. That has to be reliable before it is large.',
    tuition: 'Learners pay by term for {p}; results and those who tell of them bring the next.',
    membership:
      'Members pay a fee to belong to {p} and come as often as they like. Those who come seldom pay for those who come often.',
    'software-licence':
      'Customers pay for {p} by user and month. The set-up has to pay off over years of use.',
  },
  es: {
    subscription:
      'Los clientes pagan mes a mes por {lp}, así que los ingresos se conocen de antemano. Cada mes hace falta un motivo para seguir.',
    marketplace:
      'Otros ofrecen {lp}; el negocio junta a quien compra y a quien vende y se queda una parte. Un lado tiene que estar antes.',
    matching: 'Dos lados se encuentran gracias a {lp}; lo que se paga es la confianza entre ellos.',
    freemium: 'La mayoría usa {lp} sin pagar y unos pocos pagan por más. Esos pocos sostienen a los demás.',
    'razor-and-blade':
      'El producto cuesta poco o nada y lo que gasta se compra una y otra vez. Hay que evitar que lo compren en otra parte.',
    venue: 'La gente viene a {lp} y paga por su tiempo allí; el lugar y el horario marcan el límite.',
    'direct-sales':
      'De quien lo hace a quien lo usa, sin tienda en medio: más margen y toda la venta por hacer.',
    'pay-per-use':
      'Los clientes pagan solo cuando usan {lp}. Lo que está parado cuesta dinero, así que tiene que usarse a menudo.',
    franchise:
      'Otros abren con tu nombre, tu manual y su dinero, y pagan por ello. Antes hace falta un primer local que gane bien.',
    licensing:
      'Otros fabrican y venden con lo que tú sabes y pagan por el derecho. Crece sin producción propia y necesita protección.',
    advertising:
      'El público no paga; paga quien quiere llegar a él. Hace falta un público grande o muy particular.',
    nonprofit:
      'Quien recibe {lp} no paga; lo sostienen donantes, ayudas y voluntariado, que quieren ver resultados.',
    services:
      'Los clientes pagan por un trabajo hecho. Se vende tiempo, así que precios y horas se planifican juntos.',
    'hardware-service':
      'El aparato se vende una vez y sus datos se pagan cada año. El servicio tiene que valer más que el aparato.',
    'open-source':
      'Cualquiera lo usa sin pagar y paga ayuda quien depende de ello. Antes hace falta una comunidad.',
    cooperative: 'Quienes usan {lp} son dueños, deciden y reparten lo que cuesta.',
    crowdfunding:
      'Quien quiere {lp} paga antes de que exista. Muestra la demanda y promete lo que después hay que cumplir.',
    'platform-api':
      'Otros construyen sus productos sobre {lp} y pagan por uso. Tiene que ser fiable antes que grande.',
    tuition:
      'Los alumnos pagan por curso o por mes; los resultados y quienes los cuentan traen a los siguientes.',
    membership:
      'Los socios pagan una cuota por pertenecer y lo usan cuanto quieren. Quien viene poco paga por quien viene mucho.',
    'software-licence':
      'Los clientes pagan por {lp} por usuario y mes. Instalarlo una vez tiene que compensar años de uso.',
  },
};

/** Why a pattern is named: the words of the idea that speak for it, or the pattern that it goes well with. */
export const PATTERN_REASONS: Record<Language, { words: string; draft: string; beside: string }> = {
  en: {
    words: 'The idea speaks for it: {words}.',
    draft: 'It is how such an offer is sold most often.',
    beside: 'Worth a look next to ‘{first}’, with other customers or another income.',
  },
  es: {
    words: 'La idea apunta a él: {words}.',
    draft: 'Es como más se vende una oferta así.',
    beside: 'Vale la pena mirarlo junto a «{first}», con otros clientes u otro ingreso.',
  },
};
