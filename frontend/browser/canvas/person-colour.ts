/** Hues for people; `data-who` in the style sheets. */
const COLOURS = 8;

/** The colour of a person: the same for everybody and every day. */
export function colourOf(userId: string): string {
  let sum = 0;
  for (const character of userId) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return String(sum % COLOURS);
}

/** One or two capital letters that stand for a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((part) => [...(part ?? '')][0]?.toUpperCase() ?? '').join('') || '·';
}
