import { z } from 'zod';
import { BlockName, Id } from '../canvas/note.ts';
import { RoleName } from './groups.ts';
import { AppliedEdits, CanvasDetail, EditsBody } from './canvases.ts';
import { GenerationNotice } from './live.ts';
import { Mail, Recipient } from './mails.ts';
import { defineRoutes } from './route.ts';

/**
 * Calls between services, on their second ports, behind the cluster's own token (`requireInternalToken`). They are
 * mounted and called like the public contract and are no part of it.
 */
const canvasParams = z.object({ canvasId: Id });

export const groupInternalRoutes = defineRoutes({
  readCanvasFor: {
    method: 'GET',
    path: '/internal/canvases/:canvasId',
    summary: 'A canvas as this person may see it; 404 where they may not',
    access: 'anyone',
    params: canvasParams,
    query: z.object({ userId: Id }),
    status: 200,
    response: CanvasDetail.extend({
      rejected: z
        .array(z.object({ block: BlockName.nullable(), text: z.string() }))
        .describe('texts of suggestions that were rejected last, newest first; 60 at most'),
    }),
  },
  findRoles: {
    method: 'POST',
    path: '/internal/roles',
    summary: 'The roles that people have on canvases, in the order in which they are asked for; null: none',
    access: 'anyone',
    body: z.strictObject({
      of: z.array(z.strictObject({ canvasId: Id, userId: Id })).max(1_000),
    }),
    bodyLimit: 256 * 1024,
    status: 200,
    response: z.object({ roles: z.array(RoleName.nullable()) }),
  },
  applyEditsFor: {
    method: 'POST',
    path: '/internal/canvases/:canvasId/edits',
    summary: 'Edits on behalf of a person, whose role is checked as ever, with origin AI',
    access: 'anyone',
    params: canvasParams,
    body: EditsBody.extend({
      userId: Id,
      generationId: Id.optional().describe(
        'before its first edits (suggestions aside) the canvas as it is becomes a version',
      ),
    }),
    bodyLimit: 1024 * 1024,
    status: 200,
    response: AppliedEdits,
  },
  tellGeneration: {
    method: 'POST',
    path: '/internal/canvases/:canvasId/generations',
    summary: 'Tell everybody who has a canvas open how it stands with a generation; may be lost',
    access: 'anyone',
    params: canvasParams,
    body: GenerationNotice,
    status: 204,
    response: null,
  },
});

/** What group-service alone knows of invitations, for user-service where only who was invited may register. */
export const invitationInternalRoutes = defineRoutes({
  checkInvitation: {
    method: 'GET',
    path: '/internal/invitations/:token',
    summary: 'Whether an invitation, by its token or code, could be accepted with this e-mail address',
    access: 'anyone',
    params: z.object({ token: z.string().max(100) }),
    query: z.object({ email: z.string() }),
    status: 200,
    response: z.object({ isOpen: z.boolean() }),
  },
});

/** What user-service answers other services. */
export const userInternalRoutes = defineRoutes({
  findByEmail: {
    method: 'POST',
    path: '/internal/people/by-email',
    summary: 'The account that has an e-mail address; null: there is none',
    access: 'anyone',
    body: z.strictObject({ email: z.string() }),
    status: 200,
    response: z.object({ userId: z.uuid().nullable() }),
  },
  sendMail: {
    method: 'POST',
    path: '/internal/mails',
    summary:
      'Put a mail on its way, once for each id; false: mail is not configured, not wanted, or nobody is there',
    access: 'anyone',
    body: z.strictObject({ id: z.uuid(), to: Recipient, mail: Mail }),
    status: 200,
    response: z.object({ accepted: z.boolean() }),
  },
});

/** Mounted by every service that keeps connections of people open. */
export const sessionInternalRoutes = defineRoutes({
  endSessions: {
    method: 'POST',
    path: '/internal/ended-sessions',
    summary: 'End what is open in sessions that were signed out, and refuse their tokens; may be repeated',
    access: 'anyone',
    body: z.strictObject({ sessionIds: z.array(z.uuid()).min(1).max(100) }),
    status: 204,
    response: null,
  },
});

/** Mounted by every service that keeps something about people. */
export const peopleInternalRoutes = defineRoutes({
  exportPerson: {
    method: 'GET',
    path: '/internal/people/:userId/export',
    summary: 'All that the service keeps of a person, as JSON',
    access: 'anyone',
    params: z.object({ userId: Id }),
    status: 200,
    response: null,
    download: { type: 'application/json' },
  },
  forgetPerson: {
    method: 'DELETE',
    path: '/internal/people/:userId',
    summary: 'Remove a deleted account and what was only theirs; may be repeated',
    access: 'anyone',
    params: z.object({ userId: Id }),
    status: 204,
    response: null,
  },
});
