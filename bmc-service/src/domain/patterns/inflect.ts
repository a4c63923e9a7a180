import type { Language } from '@aibmc/common/canvas/blocks';

const SINGULAR_AS_IS = /(?:ss|(?<!men)us|is|news|sales|logistics|glasses|mathematics)$/i;

/** The last word in the singular, as before another noun: 'wooden toys' → 'wooden toy'. */
export function singular(phrase: string): string {
  const head = phrase.split(' ').at(-1) ?? '';
  if (head.length < 4 || SINGULAR_AS_IS.test(head) || /[A-Z\d]$/.test(head)) return phrase;
  if (/people$/i.test(head)) return phrase;
  if (/children$/i.test(head)) return phrase.replace(/ren$/i, '');
  if (/(?:scar|shel|loa|lea|hal|cal|wol)ves$/i.test(head)) return phrase.replace(/ves$/i, 'f');
  if (/ies$/i.test(head)) return phrase.replace(/ies$/i, 'y');
  if (/(?:ch|sh|x|ss)es$/i.test(head)) return phrase.replace(/es$/i, '');
  return /s$/i.test(head) ? phrase.slice(0, -1) : phrase;
}

/** The last word in the plural: 'moisture sensor' → 'moisture sensors'. */
export function plural(phrase: string): string {
  if (/(?:[^s]s|people|ware|ing)$/i.test(phrase)) return phrase;
  if (/(?:scar|shel|loa|lea|hal|cal|wol)f$/i.test(phrase)) return phrase.replace(/f$/i, 'ves');
  if (/[^aeiou]y$/i.test(phrase)) return `${phrase.slice(0, -1)}ies`;
  return /(?:ch|sh|x|ss)$/i.test(phrase) ? `${phrase}es` : `${phrase}s`;
}

/** A verb's form for an activity: 'bake' → 'baking'; Spanish uses the infinitive as it is. */
export function activityForm(verb: string, language: Language): string {
  if (language === 'es') return verb;
  if (/(?:run|swim|cut|let|get|stop|sew|knit|plan|map)$/.test(verb) && !/w$/.test(verb))
    return `${verb}${verb.at(-1)}ing`;
  return /[^eoy]e$/.test(verb) ? `${verb.slice(0, -1)}ing` : `${verb}ing`;
}

const FEMININE =
  /^(?:leche|carne|sal|miel|piel|luz|salud|mano|foto|moto|clase|clases|noche|calle|nube|red|web|app|apps|radio|serie|series|llave|llaves|tarde|gente|fuente|planta|torre|flores|flor|nueces|aves|hierba|pr[oó]tesis|tesis|crisis|di[aá]lisis|s[ií]ntesis)$/;
const MASCULINE = /(?:ma|mas|ista|dia|dias|mapa)$/;

/** Spanish text with its definite article, guessed from the ending of its first noun; kept where it has one. */
export function withArticle(text: string): string {
  if (/^(?:(?:el|la|los|las) |«|\d)/.test(text)) return text;
  const noun = (text.split(' ')[0] ?? '').toLowerCase();
  const isPlural = /[^s]s$/.test(noun) && noun.length > 3;
  const isFeminine =
    FEMININE.test(noun) ||
    (/(?:as?|ci[oó]n|ciones|si[oó]n|siones|dad|dades|tud)$/.test(noun) && !MASCULINE.test(noun));
  const article = isPlural ? (isFeminine ? 'las' : 'los') : isFeminine ? 'la' : 'el';
  return `${article} ${text}`;
}

/** Spanish joins 'de el' and 'a el', English says 'the new'; a capital starts the note. */
export function polish(text: string, language: Language): string {
  const joined =
    language === 'es'
      ? text.replace(/(?<!\p{L})(de|a) el (?=\p{Ll})/gu, (_, word: string) => (word === 'a' ? 'al ' : 'del '))
      : text.replace(/\b(new|surplus) the (?=\p{Ll})/gu, 'the $1 ');
  const neat = joined.replace(/\s+/g, ' ').trim();
  const first = neat.codePointAt(0);
  if (first === undefined) return neat;
  const start = String.fromCodePoint(first);
  return /^\p{Ll}\p{Lu}/u.test(neat) ? neat : start.toUpperCase() + neat.slice(start.length);
}
