/** Text of at most so many characters, ended with '…' after a whole word where something had to go. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const part = text.slice(0, most - 1);
  const lastSpace = part.lastIndexOf(' ');
  const words = lastSpace > most / 2 ? part.slice(0, lastSpace) : part;
  // not half of a surrogate pair
  return `${words.replace(/[\s\p{Cs}]+$/u, '')}…`;
}
