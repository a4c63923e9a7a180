/** Hues for people; `data-who` in the style sheets. */
const COLOURS = 8;

/**
 * The colours of people who are here together: each has one that is their own everywhere, but where two of them have the
 * same one, the second takes the next that is free. Everybody sees the same.
 */
export function coloursOf(userIds: Iterable<string>): Map<string, string> {
  const colours = new Map<string, string>();
  const taken = new Set<number>();
  for (const userId of [...new Set(userIds)].sort()) {
    let colour = hashOf(userId) % COLOURS;
    for (let tried = 1; taken.has(colour) && tried < COLOURS; tried++) colour = (colour + 1) % COLOURS;
    taken.add(colour);
    colours.set(userId, String(colour));
  }
  return colours;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** One or two capital letters that stand for a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((part) => [...(part ?? '')][0]?.toUpperCase() ?? '').join('') || '·';
}
