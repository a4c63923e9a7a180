import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import type { PromptInput } from '../../src/domain/prompts/prompt.ts';

/** An input with nothing in it but an idea. */
export const EMPTY_INPUT: PromptInput = {
  idea: 'A mobile workshop that repairs bicycles at offices in Granada',
  language: 'en',
  instruction: '',
  notes: [],
  connections: [],
  suggested: [],
  rejected: [],
  block: null,
  about: [],
  findings: [],
  conversation: [],
};

/** An input with this text wherever people or models write. */
export function inputOf(text: string, count = 1): PromptInput {
  const many = <T>(make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
  const blockOf = (n: number): Block => BLOCKS[n % BLOCKS.length] ?? 'channels';
  return {
    idea: text,
    language: 'en',
    instruction: text,
    notes: many((n) => ({ key: `n${n + 1}`, block: blockOf(n), text, details: text })),
    connections: many((n) => ({ from: `n${n + 1}`, to: `n${((n + 1) % count) + 1}` })),
    suggested: many((n) => ({ block: blockOf(n), text })),
    rejected: many((n) => ({ block: n % 2 ? blockOf(n) : null, text })),
    block: 'channels',
    about: many((n) => `n${n + 1}`),
    findings: many((n) => ({ check: 'one-idea', says: text, keys: [`n${n + 1}`], block: null })),
    conversation: many(() => ({ question: text, answer: text })),
  };
}

/** What stands in the data part of a user's message, and what comes behind it. */
export function partsOf(user: string): { data: Record<string, unknown>; behind: string } {
  const [, data = '', behind = ''] = /^<data>(.*)<\/data>\n([^<]*)$/s.exec(user) ?? [];
  return { data: JSON.parse(data) as Record<string, unknown>, behind };
}
