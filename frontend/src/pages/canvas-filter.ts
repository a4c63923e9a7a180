import { CANVAS_SORTS, canvasesRoutes } from '@aibmc/common/contract/canvases';
import { z } from 'zod';

const FilterQuery = z.object({
  q: canvasesRoutes.listCanvases.query.shape.q.catch(undefined),
  sort: z.enum(CANVAS_SORTS).catch('updated'),
  groupId: z
    .union([z.uuid(), z.literal('personal')])
    .optional()
    .catch(undefined),
});

/** What somebody wants to see of their canvases. */
export type CanvasFilter = z.infer<typeof FilterQuery>;

/** The filter in the query of a page; what makes no sense in it counts as not given. */
export function readFilter(query: unknown): CanvasFilter {
  return FilterQuery.parse(query);
}

/** The filter as group-service asks for it. */
export function filterQuery({ q, sort, groupId }: CanvasFilter) {
  const place = groupId === 'personal' ? { personal: 'true' as const } : { groupId };
  return { ...place, q: q || undefined, sort };
}

/** The next page of a list of canvases; null after the last. */
export function moreHref({ q, sort, groupId }: CanvasFilter, cursor: string | null): string | null {
  if (cursor === null) return null;
  const query = new URLSearchParams({
    ...(groupId ? { groupId } : {}),
    ...(q ? { q } : {}),
    ...(sort === 'updated' ? {} : { sort }),
    cursor,
  });
  return `/canvases?${query.toString()}`;
}
