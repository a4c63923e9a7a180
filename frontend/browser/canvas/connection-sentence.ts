import { connectionWords } from '@aibmc/common/canvas/connection-words';
import type { Connection, Note } from '@aibmc/common/canvas/note';
import { language } from './page.ts';

/** What a connection says: '‘Bicycle delivery’ reaches ‘Offices’'. */
export function sentenceOf(
  { notes }: { notes: ReadonlyMap<string, Pick<Note, 'block' | 'text'>> },
  { from, to }: Pick<Connection, 'from' | 'to'>,
): string {
  const [a, b] = [notes.get(from), notes.get(to)];
  if (!a || !b) return '';
  return `‘${a.text}’ ${connectionWords(a.block, b.block, language) ?? ''} ‘${b.text}’`;
}
