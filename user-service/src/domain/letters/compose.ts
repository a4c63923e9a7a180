import { en } from './en.ts';
import { es } from './es.ts';
import type { Language, Letter, Words } from './letter.ts';

const LANGUAGES = { en, es };

const SUBJECT_LENGTH = 150;

/** A mail's subject and plain text; links lead to pages below `publicUrl`. */
export function compose(
  letter: Letter,
  language: keyof typeof LANGUAGES,
  publicUrl: string,
): { subject: string; body: string } {
  const { subject, text, action, foot } = wordsOf(letter, LANGUAGES[language]);
  const link = 'path' in letter ? `${action}\n${publicUrl}${letter.path}` : undefined;
  const parts = [text, link, foot && `--\n${foot}\n${publicUrl}`];
  return { subject: oneLine(subject), body: `${parts.filter(Boolean).join('\n\n')}\n` };
}

function wordsOf(letter: Letter, language: Language): Words {
  // each kind's function takes that kind's letter, which the compiler cannot see through the index
  return (language[letter.kind] as (letter: Letter) => Words)(letter);
}

/** Names that people chose stand in the subject: nothing in them may begin a new header. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return [...line].slice(0, SUBJECT_LENGTH).join('');
}
