const SENTENCE_BREAK = /[\p{L}\p{N})]{3,}[.!?]+\s+[¿¡]?\p{Lu}|;|\S\s*\n\s*\S/u;
const JOINERS =
  /,\s|\s(?:and|or|plus|as well as|y|e|o|u|ni|además de)\s|\s*[&+/]\s+|(?<=[\p{L}])\/(?=[\p{L}])/giu;

/**
 * Whether a note holds one idea. Several sentences do not, nor does a list: two joiners or more
 * ('bread, cakes and coffee'). One 'and' is let through, for 'fruit and vegetables' is one idea.
 */
export function isOneIdea(text: string): boolean {
  return !SENTENCE_BREAK.test(text) && (text.match(JOINERS)?.length ?? 0) < 2;
}
