import { wordsOf } from '@aibmc/common/canvas/checks/words';
import type { BoardNote } from './ground.ts';
import { isSound } from './reword.ts';

const SENTENCES = /(?<=[\p{L}\p{N})]{3,}[.!?])\s+(?=[¿¡]?\p{Lu})|\s*;\s*|\s*\n\s*/u;
const LIST =
  /,\s+(?:and|or|y|e|o|u)\s+|,\s+|\s+(?:and|or|plus|as well as|y|e|o|u|ni|además de)\s+|\s*[&+/]\s+/iu;
const MOST_PARTS = 5;

/**
 * The ideas of a note that holds several, each as the text of a note of its own: its sentences, or the entries of its
 * list. Entries of one word get what the list begins or ends with, as in 'Bread, cakes and coffee for offices'. Empty
 * where rules cannot part it into sound notes.
 */
export function partsOf(note: BoardNote): string[] {
  const sentences = piecesOf(note.text, SENTENCES);
  const pieces = sentences.length > 1 ? sentences : listed(note.text);
  const parts = [...new Set(pieces)].slice(0, MOST_PARTS);
  return parts.length > 1 && parts.every((text) => isSound({ ...note, text })) ? parts : [];
}

function piecesOf(text: string, between: RegExp): string[] {
  return text
    .split(between)
    .map((piece) => capitalised(piece.trim().replace(/[.;,]+$/u, '')))
    .filter(Boolean);
}

const TAIL = /\s(?:for|to|in|at|from|with|by|para|a|en|de|con|por)\s.+$/iu;

function listed(text: string): string[] {
  const pieces = piecesOf(text, LIST);
  const tail = TAIL.exec(pieces.at(-1) ?? '')?.[0] ?? '';
  // what stands behind the last entry is about all of them
  return pieces.map((piece) => (wordsOf(piece).length < 3 && !TAIL.test(piece) ? `${piece}${tail}` : piece));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
