import { wordSet } from './word-set.ts';

/** Folded words that stand where a note will be, in either language: they say that nothing was written yet. */
const PLACEHOLDERS = wordSet(`
  todo tbd tba tbc wip lorem ipsum dolor sit amet consectetur adipiscing elit foo bar baz qux test tests testing
  tester placeholder untitled dummy sample blah blahblah bla asd asdf qwerty qwertz azerty xyz abc abcd hello hola
  prueba pruebas probando ejemplo relleno pendiente rellenar provisional etc whatever nothing nada algo something
  note notes nota notas text texto
`);

/** The same letter three times, or the same two or three letters three times. */
const REPEATED = /(\p{L})\1\1|(\p{L}{2,3})\2\2/u;

/** Neighbours on a keyboard that follow each other in no word of either language. */
const KEYBOARD_WALK =
  /asd[fg]?|sdf|dfg|fgh|ghj|hjk|jkl|klñ|lkj|kjh|jhg|hgf|gfd|fds|dsa$|qwe|uiop|zxc|xcv|cvb|vbn|bnm|qaz|wsx/u;

/**
 * How usual each pair of letters is within words of English and Spanish, a row for the first letter and a column for the
 * second: the logarithm to the base 2 of how many words have it, of the 12,800 that the messages of a Debian system and
 * the texts of this project use; 9 stands for 9 and more.
 */
const USUAL_PAIRS =
  '48994686767999485999775576834272238428328317657112419273910890773392185980104194359334943553942662743241' +
  '86997784665989686999576865700376209006227306556101408434825671254674085581303183128102801243810445612040' +
  '98999882345889974899482537711160005020106100306100007222732460133354036351403094469451903853942467751171' +
  '97439322902464880463722220949997949455568434997632656787467464689978499877744492549145803821862967712140' +
  '20001000100201000100800000957795749266779537887641638482944790565488447984516093649337904554940986824362' +
  '87768561845879472888341454820091108002117102114112107122611560121562044020112052515212601121160116201220' +
  '6341603050245556035440210182406031500111501110300021';

const A = 97;
/**
 * Real notes have 6.6 and more: those of drafts, names of brands and other languages too. Of notes struck at random, on
 * all keys or on one or two rows, 92 to 97 in 100 have less.
 */
const LEAST_USUAL = 6.5;
const FEWEST_PAIRS = 8;

interface Pairs {
  count: number;
  usual: number;
}

function pairsOf(word: string): Pairs {
  const pairs = { count: word.length - 1, usual: 0 };
  for (let i = 0; i < pairs.count; i++) {
    pairs.usual += Number(USUAL_PAIRS[(word.charCodeAt(i) - A) * 26 + word.charCodeAt(i + 1) - A]);
  }
  return pairs;
}

/** Whether letters follow each other as in no language. One word of three or more may be a name as odd as it likes. */
function looksStruck(words: readonly string[]): boolean {
  const judged = words
    .filter((word) => /^[a-z]{3,}$/.test(word))
    .map(pairsOf)
    .sort((a, b) => a.usual / a.count - b.usual / b.count);
  const rest = judged.slice(judged.length > 2 ? 1 : 0);
  const count = rest.reduce((sum, pairs) => sum + pairs.count, 0);
  const usual = rest.reduce((sum, pairs) => sum + pairs.usual, 0);
  return count >= FEWEST_PAIRS && usual / count < LEAST_USUAL;
}

/** Whether a folded word is a placeholder, or letters that somebody struck without writing a word. */
export function isNoise(word: string): boolean {
  return PLACEHOLDERS.has(word) || REPEATED.test(word) || KEYBOARD_WALK.test(word);
}

/**
 * Whether these folded words are mostly noise: placeholders, letters struck at random. Abbreviations among real words
 * are none, and scripts other than the Latin one are not judged.
 */
export function areNoise(words: readonly string[]): boolean {
  return words.filter(isNoise).length * 2 >= words.length || looksStruck(words);
}
