import { SEGMENT_HUES } from './colours.ts';

/** Colours of people, as the style sheets name them. */
export const PERSON_COLOURS = [...SEGMENT_HUES, 'grey'] as const;
export type PersonColour = (typeof PERSON_COLOURS)[number];

/** The colour of somebody's avatar: the one they chose, else one by their id, which is the same everywhere. */
export function personColour({ id, colour }: { id: string; colour?: string | null }): PersonColour {
  return chosenColour(colour) ?? PERSON_COLOURS[hashOf(id) % PERSON_COLOURS.length] ?? 'grey';
}

/** A colour that somebody chose; null for none, and for one that is not known. */
export function chosenColour(colour: string | null | undefined): PersonColour | null {
  return PERSON_COLOURS.find((known) => known === colour) ?? null;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
