import type { Mail } from '@aibmc/common/contract/mails';

/** What a mail is about: told by other services, or about the account itself. */
export type Letter =
  | Mail
  | { kind: 'confirm-email'; path: string }
  | { kind: 'email-in-use' }
  | { kind: 'email-changed' }
  | { kind: 'reset-password'; path: string };

export type LetterOf<K, L = Letter> = L extends { kind: infer Kinds } ? (K extends Kinds ? L : never) : never;

/** A letter in the words of a language. */
export interface Words {
  subject: string;
  text: string;
  /** What the link below it does. */
  action?: string;
  /** Why it came, or what to do if it should not have come. */
  foot?: string;
}

/** The words of one language: a pure function for each kind. */
export type Language = { [K in Letter['kind']]: (letter: LetterOf<K>) => Words };
