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
  const { subject, text, action, foot } = wordsOf(namesInOneLine(letter), LANGUAGES[language]);
  const link = 'path' in letter ? `${action}\n${publicUrl}${letter.path}` : undefined;
  const parts = [text, link, foot && `--\n${foot}\n${publicUrl}`];
  const line = [...oneLine(subject)].slice(0, SUBJECT_LENGTH).join('');
  return { subject: line, body: `${parts.filter(Boolean).join('\n\n')}\n` };
}

function wordsOf(letter: Letter, language: Language): Words {
  // each kind's function takes that kind's letter, which the compiler cannot see through the index
  return (language[letter.kind] as (letter: Letter) => Words)(letter);
}

/** Nothing that people called themselves, their groups or canvases looks like more than a name; a comment may. */
function namesInOneLine(letter: Letter): Letter {
  const fields = Object.entries(letter).map(([field, value]) => [
    field,
    field === 'text' ? value : oneLine(value),
  ]);
  return Object.fromEntries(fields) as Letter;
}

/** Names stand in the subject too: nothing in them may begin a new header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
