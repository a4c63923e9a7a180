/** Somebody who can be mentioned. */
export interface Mentionable {
  id: string;
  name: string;
  colour: string | null;
}

const LONGEST_QUERY = 40;
const MOST_OFFERED = 6;

/** The `@` before the caret with what was typed behind it, or null where none is being written. */
export function mentionAt(text: string, caret: number): { from: number; query: string } | null {
  const before = text.slice(Math.max(0, caret - LONGEST_QUERY - 1), caret);
  const match = /(?:^|[\s(])@([^\s@]*(?: [^\s@]*)?)$/u.exec(before);
  return match ? { from: caret - (match[1] ?? '').length - 1, query: match[1] ?? '' } : null;
}

/** Who is meant by what was typed: those whose name, or a part of it, begins so. */
export function offered(query: string, people: readonly Mentionable[]): Mentionable[] {
  const wanted = plain(query);
  const fits = ({ name }: Mentionable): boolean =>
    plain(name).startsWith(wanted) || plain(name).includes(` ${wanted}`);
  return people.filter(fits).slice(0, MOST_OFFERED);
}

/** A text in pieces: names that are mentioned, and what is between. */
export interface Piece {
  text: string;
  id: string | null;
}

/** Finds `@name` of these people in a text, longer names first. */
export function piecesOf(text: string, people: readonly Pick<Mentionable, 'id' | 'name'>[]): Piece[] {
  const byLength = people.filter(({ name }) => name !== '').sort((a, b) => b.name.length - a.name.length);
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const person = byLength.find(({ name }) => isNamed(text, at + 1, name));
    if (!person) continue;
    if (at > from) pieces.push({ text: text.slice(from, at), id: null });
    from = at + 1 + person.name.length;
    pieces.push({ text: text.slice(at, from), id: person.id });
    at = from - 1;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), id: null });
  return pieces;
}

/** The ids of those who are mentioned in a text, each once. */
export function mentionedIn(text: string, people: readonly Pick<Mentionable, 'id' | 'name'>[]): string[] {
  return [...new Set(piecesOf(text, people).flatMap(({ id }) => id ?? []))];
}

function isNamed(text: string, at: number, name: string): boolean {
  return text.startsWith(name, at) && !/[\p{L}\p{N}]/u.test(text.charAt(at + name.length));
}

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
