import { checkNote } from './checks/note-checks.ts';
import { areNoise, isNoise } from './checks/noise.ts';
import type { ReadNote } from './checks/reading.ts';
import { stem } from './checks/words.ts';
import { wordSet } from './checks/word-set.ts';
import { onceEach } from './once-each.ts';

/** Folded words that fit any business, the words of the blocks' own titles among them: alone they say nothing. */
const EMPTY_WORDS = wordSet(`
  good great nice best better super cool big new right perfect ideal quality premium special important useful
  effective efficient different product products service services solution solutions value values proposition
  propositions customer customers client clients user users segment segments channel channels relationship
  relationships revenue revenues stream streams key resource resources activity activities partner partners cost
  costs structure business businesses model company companies market idea ideas thing way people everything
  success successful money profit growth really very our own
  bueno buena buenos buenas mejor mejores gran grande grandes nuevo nueva nuevos nuevas perfecto perfecta ideal
  calidad especial importante util eficaz eficiente diferente producto productos servicio servicios solucion
  soluciones valor valores propuesta propuestas cliente clientes usuario usuarios segmento segmentos canal canales
  relacion relaciones ingreso ingresos fuente fuentes clave recurso recursos actividad actividades socio socios
  coste costes costo costos estructura negocio negocios modelo empresa empresas mercado idea ideas cosa manera
  personas gente exito dinero beneficio crecimiento muy realmente nuestro nuestra
`);

const FEWEST_CONTENT_WORDS = 2;
/** Two notes that share so much of what they say, by Jaccard's measure, are one note and its copy. */
const COPY_SHARE = 0.6;

/** The stems of the words that say something about this business; null where the note has no substance. */
const substanceOf = onceEach((note: ReadNote): ReadonlySet<string> | null => {
  const { content } = note;
  if (content.length < FEWEST_CONTENT_WORDS || areNoise(content) || checkNote(note).length > 0) return null;
  const telling = content.filter((word) => !EMPTY_WORDS.has(word) && !isNoise(word));
  return telling.length > 0 ? new Set(telling.map(stem)) : null;
});

/** A note of substance with the stems of what it says. */
export interface TellingNote {
  id: string;
  block: ReadNote['block'];
  stems: ReadonlySet<string>;
}

/**
 * The notes that say something: each passes the checks of a note by itself, has words of its own that are neither
 * empty nor noise, and is no copy, or near copy, of another. Of copies the oldest counts, by their ids. That many notes
 * speak of what the idea is about makes none of them a copy. In time linear in the notes as long as they differ.
 */
export function notesOfSubstance(notes: readonly ReadNote[], ideaStems: ReadonlySet<string>): TellingNote[] {
  const kept = new Originals();
  return notes
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((note) => {
      const stems = substanceOf(note);
      if (!stems) return [];
      const own = [...stems].filter((word) => !ideaStems.has(word));
      return kept.add(own.length > 0 ? own : [...stems]) ? [{ id: note.id, block: note.block, stems }] : [];
    });
}

/** What has been said so far, by its words. */
class Originals {
  readonly #byWord = new Map<string, (readonly string[])[]>();

  /** Keeps what says something else than all before; whether it does. */
  add(words: readonly string[]): boolean {
    const shared = new Map<readonly string[], number>();
    for (const word of words) {
      for (const other of this.#byWord.get(word) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    for (const [other, count] of shared) {
      if (count / (words.length + other.length - count) >= COPY_SHARE) return false;
    }
    for (const word of words) {
      const others = this.#byWord.get(word);
      if (others) others.push(words);
      else this.#byWord.set(word, [words]);
    }
    return true;
  }
}
