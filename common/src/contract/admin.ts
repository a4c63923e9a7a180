import { z } from 'zod';
import { Id, plainText } from '../canvas/note.ts';
import { page, PageQuery } from '../cursor.ts';
import { REGISTRATION_MODES } from './accounts.ts';
import { defineRoutes } from './route.ts';

/** Ids joined by commas, as a query takes them. */
const IdList = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){0,19}$/);

const personParams = z.object({ userId: Id });

/** An account as who administers sees it: nothing of what the person makes. */
export const AdminPerson = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    isAdmin: z.boolean(),
    secondFactor: z.boolean(),
    sessions: z.number().int(),
    createdAt: z.string(),
    lastSeenAt: z.string().nullable(),
  })
  .meta({ id: 'AdminPerson' });
export type AdminPerson = z.infer<typeof AdminPerson>;

export const Instance = z
  .object({
    registration: z.enum(REGISTRATION_MODES),
    people: z.number().int(),
    sessions: z.number().int(),
    admins: z.number().int(),
    mail: z.boolean(),
    provider: z.string().nullable(),
  })
  .meta({ id: 'Instance' });
export type Instance = z.infer<typeof Instance>;

/** What was done about accounts and by whom. */
export const AdminEvent = z
  .object({
    id: z.uuid(),
    kind: z.enum([
      'admin-given',
      'admin-taken',
      'sessions-ended',
      'password-reset-made',
      'second-factor-removed',
      'registration-changed',
    ]),
    at: z.string(),
    actor: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    person: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    value: z.string().nullable().describe('of registration-changed: the mode'),
  })
  .meta({ id: 'AdminEvent' });
export type AdminEvent = z.infer<typeof AdminEvent>;

/** Administration that user-service answers. */
export const adminRoutes = defineRoutes({
  getInstance: {
    method: 'GET',
    path: '/admin/instance',
    summary: 'The instance: how many people, who may register',
    access: 'admin',
    status: 200,
    response: Instance,
  },
  updateInstance: {
    method: 'PATCH',
    path: '/admin/instance',
    summary: 'Change who may register',
    access: 'admin',
    body: z.strictObject({ registration: z.enum(REGISTRATION_MODES).optional() }),
    status: 200,
    response: Instance,
  },
  listPeople: {
    method: 'GET',
    path: '/admin/people',
    summary: 'Accounts, newest first; `q` searches name and e-mail, `ids` names up to 20 joined by commas',
    access: 'admin',
    query: PageQuery.extend({ q: plainText(100).trim().optional(), ids: IdList.optional() }),
    status: 200,
    response: page(AdminPerson),
  },
  updatePerson: {
    method: 'PATCH',
    path: '/admin/people/:userId',
    summary: 'Make somebody an administrator, or no longer; an instance always keeps one',
    access: 'admin',
    params: personParams,
    body: z.strictObject({ isAdmin: z.boolean() }),
    status: 200,
    response: AdminPerson,
  },
  endSessionsOf: {
    method: 'DELETE',
    path: '/admin/people/:userId/sessions',
    summary: 'Sign somebody out everywhere',
    access: 'admin',
    params: personParams,
    status: 204,
    response: null,
  },
  createPasswordResetFor: {
    method: 'POST',
    path: '/admin/people/:userId/password-resets',
    summary: 'Make a link by which somebody sets a new password; to be handed over by whoever asks',
    access: 'admin',
    params: personParams,
    status: 201,
    response: z.object({ url: z.string().describe('path of the page'), expiresAt: z.string() }),
  },
  removeSecondFactorOf: {
    method: 'DELETE',
    path: '/admin/people/:userId/second-factor',
    summary: 'Switch off the second factor of somebody who lost it',
    access: 'admin',
    params: personParams,
    status: 204,
    response: null,
  },
  listAdminEvents: {
    method: 'GET',
    path: '/admin/events',
    summary: 'What administrators did, newest first',
    access: 'admin',
    query: PageQuery,
    status: 200,
    response: page(AdminEvent),
  },
});

/** Administration that group-service answers. */
export const storageRoutes = defineRoutes({
  getStorage: {
    method: 'GET',
    path: '/admin/storage',
    summary: 'How much is kept: counts and bytes, nothing of what is in it',
    access: 'admin',
    status: 200,
    response: z
      .object({
        groups: z.number().int(),
        canvases: z.number().int(),
        trashedCanvases: z.number().int(),
        notes: z.number().int(),
        edits: z.number().int().describe('estimated'),
        comments: z.number().int(),
        shareLinks: z.number().int(),
        bytes: z.number().int().describe('of the tables with their indexes'),
      })
      .meta({ id: 'Storage' }),
  },
});

/** Administration that bmc-service answers. */
export const aiUsageRoutes = defineRoutes({
  getAiUsage: {
    method: 'GET',
    path: '/admin/ai-usage',
    summary: 'Generations of the last 30 days (UTC), who used most, and the quota',
    access: 'admin',
    status: 200,
    response: z
      .object({
        perPerson: z.number().int(),
        total: z.number().int().nullable(),
        days: z.array(z.object({ day: z.string(), used: z.number().int() })).describe('newest first'),
        people: z
          .array(z.object({ userId: z.uuid(), today: z.number().int(), last30Days: z.number().int() }))
          .describe('the 20 who used most'),
        tokens: z.object({ prompt: z.number().int(), completion: z.number().int() }).describe('of 30 days'),
      })
      .meta({ id: 'AiUsage' }),
  },
});
