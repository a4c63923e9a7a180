import { openApiDocument } from './document.ts';
import { type Schema, shapeOf } from './shape.ts';

interface ReferenceOperation {
  id: string;
  method: string;
  path: string;
  summary: string;
  /** Paragraphs, of words and of code in turn. */
  description: string[][];
  /** Whether it needs an access token. */
  isProtected: boolean;
  parameters: { name: string; place: string; shape: string; isRequired: boolean; description: string }[];
  body: string | null;
  answers: { status: string; description: string; shape: string | null }[];
}

export interface Reference {
  sections: { name: string; operations: ReferenceOperation[] }[];
  schemas: { name: string; shape: string }[];
}

/** What the page reads of the OpenAPI document. */
interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  security: unknown[];
  parameters?: { in: string; name: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}
type Content = Record<string, { schema: Schema }>;

let reference: Reference | null = null;

/** The OpenAPI document as its page shows it, made once. */
export function apiReference(): Reference {
  reference ??= makeReference();
  return reference;
}

function makeReference(): Reference {
  const document = openApiDocument() as unknown as {
    tags: { name: string }[];
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags[0],
      ...toRow(method, path, operation),
    })),
  );
  return {
    sections: document.tags.map(({ name }) => ({
      name,
      operations: operations.filter(({ tag }) => tag === name),
    })),
    schemas: Object.entries(document.components.schemas)
      .map(([name, schema]) => ({ name, shape: shapeOf(schema) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
}

function toRow(method: string, path: string, operation: Operation): ReferenceOperation {
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    description: (operation.description?.split('\n\n') ?? []).map((paragraph) => paragraph.split('`')),
    isProtected: operation.security.length > 0,
    parameters: (operation.parameters ?? []).map(
      ({ in: place, name, required = false, description = '', schema }) => ({
        name,
        place,
        shape: shapeOf(schema),
        isRequired: required,
        description,
      }),
    ),
    body: operation.requestBody ? shapeIn(operation.requestBody.content) : null,
    answers: Object.entries(operation.responses).map(([status, { description, content }]) => ({
      status,
      description,
      shape: content && Number(status) < 400 ? shapeIn(content) : null,
    })),
  };
}

function shapeIn(content: Content): string | null {
  const [media] = Object.values(content);
  return media ? shapeOf(media.schema) : null;
}
