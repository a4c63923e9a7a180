/** The part of JSON Schema (2020-12) that the contract's schemas come out as. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  format?: string;
  description?: string;
  additionalProperties?: unknown;
}

const INDENT = '  ';

/** A schema as a shape that people read: `{ email: string, name?: string }`, named schemas by their name. */
export function shapeOf(schema: Schema, indent = ''): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? 'unknown';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variants.map((variant) => shapeOf(variant, indent)).join(' | ');
  if (schema.items) return arrayOf(shapeOf(schema.items, indent));
  if (schema.properties) return objectShape(schema, indent);
  const types = [schema.type ?? 'any'].flat().join(' | ');
  return schema.format ? `${types} (${schema.format})` : types;
}

function arrayOf(item: string): string {
  return /^\w+$/.test(item) || item.startsWith('{') ? `${item}[]` : `(${item})[]`;
}

function objectShape({ properties = {}, required = [] }: Schema, indent: string): string {
  const inner = indent + INDENT;
  const lines = Object.entries(properties).map(([name, property]) => {
    const key = /^\w+$/.test(name) ? name : `'${name}'`;
    const note = property.description ? `   // ${property.description}` : '';
    return `${inner}${key}${required.includes(name) ? '' : '?'}: ${shapeOf(property, inner)}${note}`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}
