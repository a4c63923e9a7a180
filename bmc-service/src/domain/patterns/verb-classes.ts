import { wordSet } from './lexicon.ts';

/** Their object is seldom what a business offers: 'families need help', 'owners pay a fee'. */
export const POOR_VERBS = wordSet(`
  need want have own live work pay keep avoid stop become look use find read start order cut break hate like love get
  save reduce track manage recover let cannot
  querer necesitar tener pagar ganar vivir trabajar gastar cobrar poder usar encontrar pasar recibir evitar empezar
  gestionar reducir ahorrar salir preparar recordar ir devolver avisar`);

/** What founders do with the business itself: 'I want to open a café'. */
export const FOUNDING = wordSet('open launch start create build run abrir lanzar montar crear');

/** Their object changes hands between others on a platform: 'an app to rent out parking spaces'. */
export const TRADING = wordSet(
  'rent sell buy borrow share lend swap alquilar vender comprar prestar compartir intercambiar',
);

/** Their object comes in rather than goes out: 'collects surplus food and cooks meals'. */
export const ACQUIRING = wordSet('collect buy share recoger comprar reunir');

/** What comes of them is the offer: 'turning old batteries into storage units'. */
export const TURNING = wordSet('turn convert transform convertir transformar');

/** Between them and a person stands a wish: 'parents who want plastic-free gifts'. */
export const WANTING = wordSet('want need querer necesitar desear love like');

/** Between them and a person stands a pain: 'photographers who hate paperwork'. */
export const SUFFERING = wordSet('hate avoid evitar');

/** Both sides of these are customers: 'connects owners with walkers'. */
export const MATCHING = wordSet('match connect conectar juntar acercar unir');

/** Who follows 'with' after these, or is their object, is the other side: 'book classes with grandmothers'. */
export const MEETING = wordSet('book meet find reservar encontrar');

/** Who follows 'with' after these helps to make it. */
export const JOINING = wordSet('work partner trabajar colaborar make build hacer');

/** Who follows these is a supplier: 'buys from farmers', 'compra a agricultores'. */
export const BUYING = wordSet('buy collect hire import comprar recoger contratar importar');
