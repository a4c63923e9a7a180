import { ALL_ROUTES, type OwnedRoute } from '@aibmc/common/contract/all';
import { API_PREFIX, type Route } from '@aibmc/common/contract/route';
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { liveOperation } from './live.ts';
import { ClientFrameSchema } from './live-frames.ts';
import { problem } from './problem.ts';

type OpenApiDocument = ReturnType<typeof createDocument>;

let document: OpenApiDocument | null = null;

/** The OpenAPI 3.1 document of the contract and its live connection, made once. */
export function openApiDocument(): OpenApiDocument {
  document ??= createDocument({
    openapi: '3.1.0',
    info: {
      title: 'AIBMC',
      version: '1',
      description:
        'Business Model Canvases: people, groups, canvases and their generation. Errors are `application/problem+json`.',
    },
    servers: [{ url: API_PREFIX }],
    tags: ['user-service', 'group-service', 'bmc-service'].map((name) => ({ name })),
    components: {
      // named by the description of the live connection only
      schemas: { LiveClientFrame: ClientFrameSchema },
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'From `POST /users`, `POST /sessions` or `POST /sessions/refresh`; good for ten minutes',
        },
      },
    },
    paths: paths(),
  });
  return document;
}

/** A path of the contract as OpenAPI writes it. */
export function openApiPath(path: string): string {
  return path.replace(/:([A-Za-z]+)/g, '{$1}');
}

function paths(): ZodOpenApiPathsObject {
  const result: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const owned of ALL_ROUTES) {
    const path = openApiPath(owned.route.path);
    result[path] = { ...result[path], [owned.route.method.toLowerCase()]: operation(owned) };
  }
  result[openApiPath(liveOperation.path)] = { get: liveOperation.operation };
  return result;
}

function operation({ name, owner, route }: OwnedRoute): ZodOpenApiOperationObject {
  return {
    operationId: name,
    summary: route.summary,
    tags: [owner],
    security: route.access === 'anyone' ? [] : [{ accessToken: [] }],
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...(route.headers ? { header: route.headers } : {}),
    },
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }
      : {}),
    responses: responses(route),
  };
}

function responses(route: Route): ZodOpenApiResponsesObject {
  return {
    [String(route.status)]: {
      description: isAnswered(route) ? 'The answer' : 'Done',
      ...(route.response ? { content: { 'application/json': { schema: route.response } } } : {}),
      ...(route.download ? { content: { [route.download.type]: { schema: FILE } } } : {}),
      ...(route.stream ? { content: { 'text/event-stream': eventStream(route.stream) } } : {}),
    },
    ...Object.fromEntries(problemsOf(route).map(([status, description]) => [status, problem(description)])),
  };
}

const FILE = z.unknown().describe('A file');

function isAnswered({ response, stream, download }: Route): boolean {
  return response !== null || stream !== undefined || download !== undefined;
}

/** A stream of server-sent events: text on the wire, whose `data:` is JSON of the schema that its `event:` names. */
function eventStream(events: NonNullable<Route['stream']>) {
  const variants = Object.entries(events).map(([name, data]) =>
    z.object({
      // an event that is told in passing has no place in the order
      ...(name === 'queue' ? {} : { id: z.number().int() }),
      event: z.literal(name),
      data,
    }),
  );
  return { schema: z.union(variants).describe('One event; `data` is sent as JSON text') };
}

function problemsOf(route: Route): [status: string, description: string][] {
  const isSignedIn = route.access !== 'anyone';
  const hasRole = isSignedIn && route.access !== 'person' && route.access !== 'admin';
  return [
    ...(isSignedIn ? [['401', 'Nobody is signed in'] as [string, string]] : []),
    ...(hasRole ? [['403', 'The role of this person does not allow it'] as [string, string]] : []),
    ...(route.access === 'admin' ? [['403', 'Only for who administers'] as [string, string]] : []),
    ...(route.params ? [['404', 'Not there, or not for this person to see'] as [string, string]] : []),
    ...(route.body ? [['413', 'The body is too large'] as [string, string]] : []),
    ...(route.body || route.query
      ? [['422', 'A field is not valid; `errors` names it'] as [string, string]]
      : []),
    ['default', 'Any other failure'],
  ];
}
