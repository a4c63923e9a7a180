import { z } from 'zod';
import { dataText, type InstructionName } from './data.ts';
import { DATA_RULE, languageRule, PLAIN_TEXT_RULE, WISHES_RULE } from './parts.ts';
import type { Prompt, PromptInput } from './prompt.ts';

interface Written {
  input: PromptInput;
  /** One sentence: who answers, and what for. */
  role: string;
  /** Ours, the same whatever the data. */
  rules: readonly string[];
  /** What is asked for, said once more after the data, where small models look for it. */
  task: string;
  schema: Prompt['schema'];
  instruction?: InstructionName;
}

/** The messages of a task. What people wrote stands in the data part only. */
export function writePrompt({ input, role, rules, task, schema, instruction = 'wishes' }: Written): Prompt {
  return {
    system: [
      role,
      DATA_RULE,
      ...(instruction === 'wishes' ? [WISHES_RULE] : []),
      languageRule(input.language),
      PLAIN_TEXT_RULE,
      ...rules,
    ].join('\n\n'),
    user: `<data>${dataText(input, instruction)}</data>\n${task}`,
    schema,
  };
}

/** What a model is asked for, as structured output wants it: plain, since endpoints refuse most limits. */
export function schemaOf(name: string, shape: z.ZodObject): Prompt['schema'] {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape);
  return { name, schema };
}
