import { PlainStream } from './plain-stream.ts';

/** A model's text as one paragraph or several of plain text: no markdown, no control characters, no tricks. */
export function plainParagraphs(text: string): string {
  const stream = new PlainStream();
  return stream.push(text) + stream.end();
}

/** The same in one line. */
export function plainLine(text: string): string {
  return plainParagraphs(text).replaceAll(/\s+/g, ' ');
}
