import { z } from 'zod';
import { Id, requiredLine } from '../canvas/note.ts';
import { page, PageQuery } from '../cursor.ts';
import { CanvasDetail } from './canvases.ts';
import { Moment } from './moment.ts';
import { defineRoutes } from './route.ts';
import { PersonName } from './users.ts';

/** What a link lets people do who have no account here. */
export const SHARE_ROLES = ['viewer', 'commenter', 'editor'] as const;

const canvasParams = z.object({ canvasId: Id });
const linkParams = z.object({ canvasId: Id, linkId: Id });
const tokenParams = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{20,100}$/) });

/** Nothing that means more than itself in a Content-Security-Policy, such as `*` or `;`, which URLs may have. */
const HOST = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])$/i;

/** A site that may show the canvas in a frame: scheme and host, such as https://example.org. */
const Site = z
  .url({ protocol: /^https?$/, hostname: HOST })
  .max(200)
  .transform((url) => new URL(url).origin);

const terms = {
  role: z.enum(SHARE_ROLES),
  label: requiredLine(80).nullable().describe('whom it is for, for who manages links'),
  expiresAt: Moment.nullable(),
  password: z.string().normalize('NFC').min(4).max(200).nullable(),
  embedSites: z.array(Site).max(20).describe('sites that may embed it; only without a password'),
};

export const ShareLink = z
  .object({
    id: z.uuid(),
    role: z.enum(SHARE_ROLES),
    label: z.string().nullable(),
    url: z.string().describe('path of the page'),
    hasPassword: z.boolean(),
    expiresAt: z.string().nullable(),
    embedSites: z.array(z.string()),
    createdBy: z.string(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
    guests: z.number().int().describe('people who gave their name to comment or edit'),
  })
  .meta({ id: 'ShareLink' });
export type ShareLink = z.infer<typeof ShareLink>;

/** A canvas as who has the link sees it: no history, and no suggestions and names of authors for viewers. */
export const SharedCanvas = z
  .object({
    ...CanvasDetail.shape,
    role: z.enum(SHARE_ROLES).describe('what the pass allows; without one that of a viewer'),
    link: z.object({
      id: z.uuid(),
      role: z.enum(SHARE_ROLES).describe('what a pass would allow'),
      embedSites: z.array(z.string()),
      expiresAt: z.string().nullable(),
    }),
    guest: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('whose pass it is'),
  })
  .meta({ id: 'SharedCanvas' });
export type SharedCanvas = z.infer<typeof SharedCanvas>;

/** Share links of a canvas, and what they open. A pass is a bearer token that only group-service knows. */
export const sharingRoutes = defineRoutes({
  listShareLinks: {
    method: 'GET',
    path: '/canvases/:canvasId/share-links',
    summary: 'Links of a canvas that are open, newest first',
    access: 'canvas.share',
    params: canvasParams,
    query: PageQuery,
    status: 200,
    response: page(ShareLink),
  },
  createShareLink: {
    method: 'POST',
    path: '/canvases/:canvasId/share-links',
    summary: 'Make a link for people without an account',
    access: 'canvas.share',
    params: canvasParams,
    body: z.strictObject({
      role: terms.role.default('viewer'),
      label: terms.label.default(null),
      expiresAt: terms.expiresAt.default(null),
      password: terms.password.default(null),
      embedSites: terms.embedSites.default([]),
    }),
    status: 201,
    response: ShareLink,
  },
  updateShareLink: {
    method: 'PATCH',
    path: '/canvases/:canvasId/share-links/:linkId',
    summary: 'Change a link; who came in with the old password or role is asked again',
    access: 'canvas.share',
    params: linkParams,
    body: z.strictObject({
      role: terms.role.optional(),
      label: terms.label.optional(),
      expiresAt: terms.expiresAt.optional(),
      password: terms.password.optional(),
      embedSites: terms.embedSites.optional(),
    }),
    status: 200,
    response: ShareLink,
  },
  deleteShareLink: {
    method: 'DELETE',
    path: '/canvases/:canvasId/share-links/:linkId',
    summary: 'Revoke a link at once: open pages lose access too',
    access: 'canvas.share',
    params: linkParams,
    status: 204,
    response: null,
  },
  getShared: {
    method: 'GET',
    path: '/shared/:token',
    summary: 'The canvas of a link; with a password, by a pass as bearer token (`password-required`)',
    access: 'anyone',
    guests: true,
    params: tokenParams,
    status: 200,
    response: SharedCanvas,
  },
  createPass: {
    method: 'POST',
    path: '/shared/:token/passes',
    summary: 'A pass of a link: with the password where it has one, with a name to comment or edit',
    access: 'anyone',
    params: tokenParams,
    body: z.strictObject({
      name: PersonName.optional(),
      password: z.string().normalize('NFC').min(1).max(200).optional(),
    }),
    status: 201,
    response: z.object({
      pass: z.string(),
      linkId: z.uuid(),
      canvasId: z.uuid(),
      role: z.enum(SHARE_ROLES),
      guestId: z.uuid(),
      expiresAt: z.string().nullable(),
    }),
  },
  watchShared: {
    method: 'GET',
    path: '/shared/:token/changes',
    summary: 'Tells, while it is open, that the canvas has changed, and when the link has ended',
    access: 'anyone',
    guests: true,
    params: tokenParams,
    status: 200,
    response: null,
    stream: {
      revision: z.object({ revision: z.number().int() }),
      gone: z.object({}).describe('revoked, expired, deleted, or the password was changed'),
    },
  },
});
