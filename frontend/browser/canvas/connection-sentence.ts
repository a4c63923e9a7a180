import { connectionWords } from '@aibmc/common/canvas/connection-words';
import type { Connection, Note } from '@aibmc/common/canvas/note';
import { language, word } from './page.ts';

type Notes = ReadonlyMap<string, Pick<Note, 'block' | 'text'>>;
type Ends = Pick<Connection, 'from' | 'to'>;

/** What a connection says: '‘Bicycle delivery’ reaches ‘Offices’'. */
export function sentenceOf({ notes }: { notes: Notes }, { from, to }: Ends): string {
  const [a, b] = [notes.get(from), notes.get(to)];
  if (!a || !b) return '';
  return `${quoted(a.text)} ${connectionWords(a.block, b.block, language) ?? ''} ${quoted(b.text)}`;
}

/** The same where one of its notes is in view: 'Reaches ‘Offices’', '‘Bicycle delivery’ reaches this note'. */
export function sentenceBeside(notes: Notes, noteId: string, { from, to }: Ends): string {
  const [a, b] = [notes.get(from), notes.get(to)];
  if (!a || !b) return '';
  const verb = connectionWords(a.block, b.block, language) ?? '';
  if (noteId === to) return `${quoted(a.text)} ${verb} ${word('this-note')}`;
  return `${verb.charAt(0).toUpperCase()}${verb.slice(1)} ${quoted(b.text)}`;
}

function quoted(text: string): string {
  return language === 'es' ? `«${text}»` : `‘${text}’`;
}
