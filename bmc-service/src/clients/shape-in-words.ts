interface Schema {
  type?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  description?: string;
}

const WORDS: Record<string, string> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

/** A JSON schema as a sketch that a model of any size follows, for endpoints that enforce none. */
export function shapeInWords(schema: Schema, indent = ''): string {
  const inner = `${indent}  `;
  if (schema.properties) {
    const lines = Object.entries(schema.properties).map(
      ([name, property]) => `${inner}"${name}": ${shapeInWords(property, inner)}${remark(property)}`,
    );
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  if (schema.items) return `[ any number of: ${shapeInWords(schema.items, indent)} ]`;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map((one) => shapeInWords(one, indent)).join(' or ');
  if (Array.isArray(schema.type))
    return schema.type.map((type) => WORDS[String(type)] ?? 'anything').join(' or ');
  return WORDS[String(schema.type)] ?? 'anything';
}

function remark({ description }: Schema): string {
  return description ? ` (${description})` : '';
}
