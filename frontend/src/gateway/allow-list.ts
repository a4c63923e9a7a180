import { ALL_ROUTES, type OwnedRoute } from '@aibmc/common/contract/all';
import { API_PREFIX } from '@aibmc/common/contract/route';

/** The route for a method and path, `methods` where only others exist for the path, null where nothing does. */
export type Match = { found: OwnedRoute } | { methods: string[] } | null;

interface Pattern {
  segments: string[];
  byMethod: Map<string, OwnedRoute>;
}

/** By first segment and number of segments, fixed paths before those with parameters. */
const patternsByShape = new Map<string, Pattern[]>();

for (const owned of ALL_ROUTES) {
  const segments = owned.route.path.split('/').slice(1);
  const patterns = patternsByShape.get(shapeOf(segments)) ?? [];
  let pattern = patterns.find((other) => other.segments.join('/') === segments.join('/'));
  if (!pattern) {
    pattern = { segments, byMethod: new Map() };
    patterns.push(pattern);
    patterns.sort((a, b) => parameterCount(a) - parameterCount(b));
    patternsByShape.set(shapeOf(segments), patterns);
  }
  pattern.byMethod.set(owned.route.method, owned);
}

function shapeOf(segments: readonly string[]): string {
  return `${segments[0] ?? ''}/${segments.length}`;
}

function parameterCount({ segments }: Pattern): number {
  return segments.filter((segment) => segment.startsWith(':')).length;
}

/** Whether a path belongs to the API that the services answer. */
export function isApiPath(path: string): boolean {
  return path === API_PREFIX || path.startsWith(`${API_PREFIX}/`);
}

/** Looks a request up in the contract by its path as sent, without its query. HEAD goes where GET goes. */
export function matchRoute(method: string, path: string): Match {
  const segments = path.slice(API_PREFIX.length + 1).split('/');
  const patterns = patternsByShape.get(shapeOf(segments))?.filter((pattern) => fits(pattern, segments)) ?? [];
  if (patterns.length === 0) return null;
  const wanted = method === 'HEAD' ? 'GET' : method;
  for (const { byMethod } of patterns) {
    const found = byMethod.get(wanted);
    if (found) return { found };
  }
  return { methods: [...new Set(patterns.flatMap(({ byMethod }) => [...byMethod.keys()]))] };
}

function fits(pattern: Pattern, segments: readonly string[]): boolean {
  return pattern.segments.every((segment, at) =>
    segment.startsWith(':') ? segments[at] !== '' : segment === segments[at],
  );
}
