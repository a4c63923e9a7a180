import { z } from 'zod';
import { Id } from '../canvas/note.ts';
import { page, PageQuery } from '../cursor.ts';
import { RoleName } from './groups.ts';
import { defineRoutes } from './route.ts';

export const NOTIFICATION_KINDS = [
  'mention',
  'reply',
  'invitation',
  'role-changed',
  'generation-finished',
] as const;

export const Notification = z
  .object({
    id: z.uuid(),
    kind: z.enum(NOTIFICATION_KINDS),
    at: z.string(),
    isRead: z.boolean(),
    actor: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    canvas: z.object({ id: z.uuid(), title: z.string() }).nullable(),
    group: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    role: RoleName.nullable(),
    text: z.string().nullable().describe('of a mention or reply: how it begins'),
    path: z.string().describe('of the page that it is about'),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof Notification>;

/** What a person is told of. What is about a canvas or group that they may not see any more is not there. */
export const notificationsRoutes = defineRoutes({
  listNotifications: {
    method: 'GET',
    path: '/notifications',
    summary: "One's own notifications, newest first, and how many are unread",
    access: 'person',
    query: PageQuery,
    status: 200,
    response: page(Notification).extend({ unread: z.number().int() }),
  },
  readNotifications: {
    method: 'PUT',
    path: '/notifications/read',
    summary: 'Have read these, or all up to one',
    access: 'person',
    body: z.strictObject({ ids: z.array(Id).max(100).optional(), upTo: Id.optional() }),
    status: 204,
    response: null,
  },
  getMute: {
    method: 'GET',
    path: '/canvases/:canvasId/mute',
    summary: 'Whether one is told nothing of a canvas',
    access: 'canvas.read',
    params: z.object({ canvasId: Id }),
    status: 200,
    response: z.object({ muted: z.boolean() }),
  },
  setMute: {
    method: 'PUT',
    path: '/canvases/:canvasId/mute',
    summary: 'Be told nothing of a canvas, or again',
    access: 'canvas.read',
    params: z.object({ canvasId: Id }),
    body: z.strictObject({ muted: z.boolean() }),
    status: 200,
    response: z.object({ muted: z.boolean() }),
  },
});
