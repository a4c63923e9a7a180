import {
  chosenColour,
  PERSON_COLOURS,
  type PersonColour,
  personColour,
} from '@aibmc/common/canvas/person-colour';

interface ColouredPerson {
  userId: string;
  /** As they chose it; null: by the id. */
  colour: string | null;
}

/**
 * The colours of people who are here together, by user id. Who chose one has it, even if others did too; of all others each
 * has one that is their own everywhere, but where it is taken the next that is free. Everybody sees the same.
 */
export function coloursOf(people: Iterable<ColouredPerson>): Map<string, PersonColour> {
  const chosen = new Map([...people].map(({ userId, colour }) => [userId, chosenColour(colour)]));
  const taken = new Set(chosen.values());
  const colours = new Map<string, PersonColour>();
  for (const [userId, own] of [...chosen].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const colour = own ?? nextFree(personColour({ id: userId }), taken);
    taken.add(colour);
    colours.set(userId, colour);
  }
  return colours;
}

/** The colour itself, or the first after it that is not taken; itself where all are. */
function nextFree(colour: PersonColour, taken: ReadonlySet<PersonColour | null>): PersonColour {
  const first = PERSON_COLOURS.indexOf(colour);
  const inTurn = [...PERSON_COLOURS.slice(first), ...PERSON_COLOURS.slice(0, first)];
  return inTurn.find((candidate) => !taken.has(candidate)) ?? colour;
}

/** One or two capital letters that stand for a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((part) => [...(part ?? '')][0]?.toUpperCase() ?? '').join('') || '·';
}
