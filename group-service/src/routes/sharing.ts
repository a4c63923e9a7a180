import { bearerToken } from '@aibmc/common/auth';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { sharingRoutes } from '@aibmc/common/contract/sharing';
import { toPage } from '@aibmc/common/cursor';
import type { Request } from 'express';
import type { Context } from '../context.ts';
import { idPosition } from '../domain/positions.ts';
import { changeShareLink, makeShareLink, revokeShareLink, shareableCanvas } from '../domain/share-links.ts';
import { makePass, openLink, readShared } from '../domain/shared.ts';
import { listShareLinks } from '../sql/share-links.ts';
import { addressOf } from './client.ts';
import { streamChanges } from './shared-stream.ts';

/** Share links, and what they open. */
export function sharingHandlers(ctx: Context) {
  const { pool } = ctx;
  return {
    listShareLinks: async ({ actor: { userId }, params: { canvasId }, query: { cursor, limit } }) => {
      const before = idPosition(cursor);
      await shareableCanvas(pool, { canvasId, userId });
      return toPage(await listShareLinks(pool, canvasId, before, limit + 1), limit, ({ id }) => id);
    },
    createShareLink: ({ actor: { userId }, params: { canvasId }, body }) =>
      makeShareLink(pool, { canvasId, userId }, body),
    updateShareLink: ({ actor: { userId }, params: { canvasId, linkId }, body }) =>
      changeShareLink(pool, { canvasId, userId }, linkId, body),
    deleteShareLink: ({ actor: { userId }, params: { canvasId, linkId } }) =>
      revokeShareLink(pool, { canvasId, userId }, linkId),
    getShared: ({ params, req }) => readShared(pool, params.token, passOf(req)),
    createPass: ({ params, body, req }) =>
      makePass(ctx, params.token, body, { address: addressOf(req), pass: passOf(req) }),
    watchShared: async ({ params, req, res }) => {
      await streamChanges(ctx, res, await openLink(pool, params.token, passOf(req)));
    },
  } satisfies Handlers<typeof sharingRoutes>;
}

function passOf(req: Request): string | null {
  return bearerToken(req.get('authorization'));
}
