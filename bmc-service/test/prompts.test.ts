import { describe, expect, test } from '@jest/globals';
import { BLOCKS, CONNECTION_KINDS } from '@aibmc/common/canvas/blocks';
import { type Task, TASKS } from '@aibmc/common/contract/generations';
import { MODEL_TASKS } from '../src/domain/model-tasks.ts';
import { MOST_NOTES_SHOWN } from '../src/domain/prompts/data.ts';
import type { Prompt, PromptInput } from '../src/domain/prompts/prompt.ts';
import { repairPrompt } from '../src/domain/prompts/repair.ts';
import { EMPTY_INPUT, inputOf, partsOf } from './support/prompt-inputs.ts';

function promptOf(task: Task | 'repair', input: Partial<PromptInput> = {}): Prompt {
  const build = task === 'repair' ? repairPrompt : MODEL_TASKS[task].prompt;
  return build({ ...EMPTY_INPUT, block: 'channels', ...input });
}

const ALL = [...TASKS, 'repair'] as const;

/** Every object schema within a schema. */
function objectsIn(
  schema: unknown,
): { properties: object; required?: string[]; additionalProperties?: unknown }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.values(schema).flatMap(objectsIn);
  return 'properties' in schema ? [schema as ReturnType<typeof objectsIn>[0], ...inner] : inner;
}

describe.each(ALL)('the prompt for %s', (task) => {
  test('says in which language to write', () => {
    expect(promptOf(task).system).toContain('Write in English');
    expect(promptOf(task, { language: 'es' }).system).toContain('Write in Spanish');
  });

  test('tells what not to propose again', () => {
    const { system, user } = promptOf(task, {
      rejected: [{ block: null, text: 'Free coffee' }],
      suggested: [{ block: 'channels', text: 'Posters' }],
    });
    expect(system).toMatch(/Never propose what stands in "rejected"/);
    expect(partsOf(user).data).toMatchObject({
      rejected: [{ text: 'Free coffee' }],
      suggested: [{ block: 'channels', text: 'Posters' }],
    });
  });

  test('has a schema that every endpoint takes: nothing optional, nothing open, no alternatives', () => {
    const { schema } = promptOf(task).schema;
    for (const { properties, required, additionalProperties } of objectsIn(schema)) {
      expect(required).toEqual(Object.keys(properties));
      expect(additionalProperties).toBe(false);
    }
    expect(JSON.stringify(schema)).not.toMatch(/anyOf|oneOf|\$ref|\$schema|pattern|maxLength|maxItems/);
  });

  test('shows an answer that its own schema describes', () => {
    const { system, schema } = promptOf(task);
    const example = JSON.parse(system.slice(system.indexOf('in this shape:\n') + 15)) as object;
    const described = objectsIn(schema.schema).map(({ properties }) => Object.keys(properties).join());
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(walk);
      else if (typeof value === 'object' && value !== null) {
        expect(described).toContain(Object.keys(value).join());
        Object.values(value).forEach(walk);
      }
    };
    walk(example);
  });

  test('is small enough for small models', () => {
    expect(promptOf(task).system.length).toBeLessThan(7_000);
  });
});

describe('rules that drafts are checked by', () => {
  test.each([
    'canvas',
    'block',
    'improve',
    'repair',
    'critique',
    'patterns',
    'what-if',
    'tips',
    'ask',
  ] as const)('%s knows how a note must read, and marks assumptions', (task) => {
    const { system } = promptOf(task);
    expect(system).toMatch(/3 to 8 words, 12 at most/);
    expect(system).toMatch(/No vague words/);
    expect(system).toMatch(/names its mechanism/);
    expect(system).toMatch(/"assumption" is true where the text states a number/);
  });

  test.each(['canvas', 'block', 'improve', 'repair', 'critique', 'patterns'] as const)(
    '%s knows which blocks connect',
    (task) => {
      const { system } = promptOf(task);
      for (const { from, to } of CONNECTION_KINDS) expect(system).toMatch(new RegExp(`- ${from} -> .*${to}`));
    },
  );

  test.each(['canvas', 'improve', 'repair'] as const)('%s knows what a canvas must not lack', (task) => {
    expect(promptOf(task).system).toMatch(/Every revenue stream connects to the segment that pays/);
    expect(promptOf(task).system).toMatch(/No note stays without a connection/);
  });

  test('canvas names all nine blocks', () => {
    const { system } = promptOf('canvas');
    for (const block of BLOCKS) expect(system).toContain(`- ${block}: `);
    expect(system).toMatch(/words of the idea in at least half of the notes/);
  });
});

describe('what each task asks for', () => {
  test.each<[Task | 'repair', RegExp]>([
    ['canvas', /2 to 6 notes in each of the nine blocks/],
    ['block', /2 to 4 new notes for one block: channels \(Channels: How do customers find/],
    ['improve', /Change nothing that passes/],
    ['critique', /2 to 3 findings for each:\n- "investor"[^]*- "customer"[^]*- "sceptic"/],
    ['ask', /first the answer, then the reason/],
    ['what-if', /Write 5 provocations[^]*1 to 2 notes/],
    ['patterns', /2 to 4 known patterns[^]*Business Model Generation[^]*Business Model Navigator/],
    ['tips', /3 to 5 tips for one block of this canvas: channels/],
    [
      'risks',
      /3 to 6 riskiest assumptions[^]*desirability[^]*feasibility[^]*viability[^]*a number\n? *in digits/,
    ],
    ['repair', /same "key" and "block"[^]*"drop": true/],
  ])('%s', (task, expected) => {
    expect(promptOf(task).system).toMatch(expected);
  });

  test('a question is a question, wishes are wishes', () => {
    expect(partsOf(promptOf('ask', { instruction: 'Why offices?' }).user).data).toHaveProperty('question');
    expect(partsOf(promptOf('canvas', { instruction: 'Cheap' }).user).data).toHaveProperty('wishes', 'Cheap');
  });

  test('an empty field takes no room', () => {
    expect(Object.keys(partsOf(promptOf('canvas').user).data)).toEqual(['idea']);
  });
});

describe('what is left out where there is too much', () => {
  test('the oldest of a conversation goes before anything else', () => {
    const conversation = Array.from({ length: 12 }, (_, n) => ({
      question: `Question ${n}`,
      answer: '<'.repeat(1_100),
    }));
    const notes = inputOf('Word '.repeat(30), 100).notes;
    const { data } = partsOf(promptOf('ask', { conversation, notes }).user);
    const kept = (data.conversation as { question: string }[]).map(({ question }) => question);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(12);
    expect(kept).toEqual(conversation.slice(-kept.length).map(({ question }) => question));
    expect(data.notes).toEqual(notes.map((note) => ({ ...note, text: note.text, details: note.details })));
  });

  test('of too many notes those that it is about stay, and some of each block', () => {
    const { notes } = inputOf('A note', 1_500);
    const crowded = notes.map((note, n) => (n < 1_400 ? { ...note, block: 'channels' as const } : note));
    const { data } = partsOf(promptOf('critique', { notes: crowded, about: ['n1399'] }).user);
    const shown = data.notes as { key: string; block: string }[];
    expect(shown.length).toBeLessThanOrEqual(MOST_NOTES_SHOWN);
    expect(shown.map(({ key }) => key)).toContain('n1399');
    expect(new Set(shown.map(({ block }) => block)).size).toBe(9);
    const numbers = shown.map(({ key }) => Number(key.slice(1)));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  test('connections and keys of notes that are not shown are not shown either', () => {
    const input = inputOf('A note', 1_000);
    const { data } = partsOf(promptOf('critique', input).user);
    const keys = new Set((data.notes as { key: string }[]).map(({ key }) => key));
    for (const pair of data.connections as string[]) {
      expect(pair.split('-').every((key) => keys.has(key))).toBe(true);
    }
    expect((data.about as string[]).every((key) => keys.has(key))).toBe(true);
  });
});
