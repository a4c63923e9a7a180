import { expect, test } from '@jest/globals';
import { type Schema, shapeOf } from '../src/openapi/shape.ts';

test.each<[string, Schema, string]>([
  ['a name', { $ref: '#/components/schemas/Note' }, 'Note'],
  ['a format', { type: 'string', format: 'uuid' }, 'string (uuid)'],
  ['choices', { enum: ['en', 'es'] }, '"en" | "es"'],
  ['a constant', { const: 'bmc' }, '"bmc"'],
  ['null', { anyOf: [{ type: 'integer' }, { type: 'null' }] }, 'integer | null'],
  ['a list of names', { type: 'array', items: { $ref: '#/x/Note' } }, 'Note[]'],
  [
    'a list of choices',
    { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
    '(string | null)[]',
  ],
  ['no fields', { type: 'object', properties: {} }, '{}'],
  [
    'fields, some optional, some described',
    {
      properties: {
        id: { type: 'string' },
        set: { properties: { 'a-b': { type: 'number', description: 'why' } } },
      },
      required: ['id'],
    },
    "{\n  id: string\n  set?: {\n    'a-b'?: number   // why\n  }\n}",
  ],
])('%s', (_, schema, shape) => {
  expect(shapeOf(schema)).toBe(shape);
});
