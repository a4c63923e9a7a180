import type { Edit } from '@aibmc/common/canvas/edits';
import { newId } from '@aibmc/common/ids';
import type { TestPerson } from '../cluster.ts';
import type { World } from './world.ts';

export interface Request {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export const noteEdit = (): Edit => ({
  id: newId(),
  type: 'note.add',
  note: { id: newId(), block: 'channels', text: 'Market stalls on Saturdays' },
});

const redirectUri = 'http://127.0.0.1:8888/login/provider/callback';
const unknownToken = 'x'.repeat(43);

/** A valid request for each route, as the caller named would send it. */
export const REQUESTS: Record<string, (world: World, self: TestPerson) => Request> = {
  createUser: () => ({ body: { email: `${newId()}@example.org`, password: 'a long enough password' } }),
  getMe: () => ({}),
  updateMe: () => ({ body: { name: 'Renamed' } }),
  deleteMe: (_, { password }) => ({ body: { password } }),
  changePassword: (_, { password }) => ({
    body: { currentPassword: password, newPassword: 'another long password' },
  }),
  createSession: (_, { email, password }) => ({ body: { email, password } }),
  refreshSession: () => ({ body: { refreshToken: unknownToken } }),
  listSessions: () => ({}),
  deleteSessions: () => ({}),
  deleteCurrentSession: () => ({}),
  deleteSession: (_, self) => ({ params: { sessionId: sessionOf(self) } }),
  getKeySet: () => ({}),

  getSignInOptions: () => ({}),
  changeEmail: (_, { password }) => ({ body: { email: `${newId()}@example.org`, password } }),
  confirmEmail: () => ({ params: { token: unknownToken } }),
  requestPasswordReset: () => ({ body: { email: `${newId()}@example.org` } }),
  getPasswordReset: () => ({ params: { token: unknownToken } }),
  resetPassword: () => ({ params: { token: unknownToken }, body: { password: 'another long password' } }),
  exportMe: () => ({}),

  completeSession: () => ({ body: { challenge: unknownToken, code: '123456' } }),
  startSecondFactor: (_, { password }) => ({ body: { password } }),
  confirmSecondFactor: () => ({ body: { code: '123456' } }),
  removeSecondFactor: () => ({ body: { code: '123456' } }),
  renewRecoveryCodes: () => ({ body: { code: '123456' } }),
  listIdentities: () => ({}),
  connectIdentity: () => ({ body: { redirectUri } }),
  deleteIdentity: () => ({ params: { identityId: newId() } }),
  startProviderSignIn: () => ({ body: { redirectUri } }),
  finishProviderSignIn: () => ({
    body: { binding: unknownToken, callbackUrl: `${redirectUri}?code=x&state=y` },
  }),

  getInstance: () => ({}),
  updateInstance: () => ({ body: { registration: 'open' } }),
  listPeople: () => ({}),
  updatePerson: ({ bystander }) => ({ params: { userId: bystander.id }, body: { isAdmin: false } }),
  endSessionsOf: ({ bystander }) => ({ params: { userId: bystander.id } }),
  createPasswordResetFor: ({ bystander }) => ({ params: { userId: bystander.id } }),
  removeSecondFactorOf: ({ bystander }) => ({ params: { userId: bystander.id } }),
  listAdminEvents: () => ({}),
  getStorage: () => ({}),
  getAiUsage: () => ({}),

  listGroups: () => ({}),
  createGroup: () => ({ body: { name: 'Another' } }),
  getGroup: ({ groupId }) => ({ params: { groupId } }),
  updateGroup: ({ groupId }) => ({ params: { groupId }, body: { name: 'Renamed' } }),
  deleteGroup: ({ groupId }) => ({ params: { groupId } }),
  listMembers: ({ groupId }) => ({ params: { groupId } }),
  updateMember: ({ groupId, bystander }) => ({
    params: { groupId, userId: bystander.id },
    body: { role: 'viewer' },
  }),
  removeMember: ({ groupId }, self) => ({ params: { groupId, userId: self.id } }),
  listInvitations: ({ groupId }) => ({ params: { groupId } }),
  createInvitation: ({ groupId }) => ({ params: { groupId }, body: { role: 'viewer' } }),
  deleteInvitation: ({ groupId, invitationId }) => ({ params: { groupId, invitationId } }),
  listActivity: ({ groupId }) => ({ params: { groupId } }),
  listTrashedGroups: () => ({}),
  restoreGroup: ({ trashedGroupId }) => ({ params: { groupId: trashedGroupId } }),
  getDeparture: () => ({}),
  getInvitation: ({ invitationToken }) => ({ params: { token: invitationToken } }),
  acceptInvitation: ({ invitationToken }) => ({ params: { token: invitationToken } }),

  listCanvases: () => ({}),
  createCanvas: ({ groupId }) => ({ body: { title: 'Another', groupId } }),
  getCanvas: ({ canvasId }) => ({ params: { canvasId } }),
  updateCanvas: ({ canvasId }) => ({ params: { canvasId }, body: { title: 'Renamed' } }),
  deleteCanvas: ({ canvasId }) => ({ params: { canvasId } }),
  moveCanvas: ({ canvasId }) => ({ params: { canvasId }, body: { groupId: null } }),
  copyCanvas: ({ canvasId }) => ({ params: { canvasId }, body: { groupId: null } }),
  listTrashedCanvases: () => ({}),
  restoreCanvas: ({ trashedCanvasId }) => ({ params: { canvasId: trashedCanvasId } }),
  applyEdits: ({ canvasId }) => ({ params: { canvasId }, body: { edits: [noteEdit()] } }),
  listEdits: ({ canvasId }) => ({ params: { canvasId } }),
  getChecks: ({ canvasId }) => ({ params: { canvasId } }),
  listVersions: ({ canvasId }) => ({ params: { canvasId } }),
  nameVersion: ({ canvasId }) => ({ params: { canvasId }, body: { name: 'Before the pivot' } }),
  getRevision: ({ canvasId }) => ({ params: { canvasId, revision: '0' } }),
  restoreRevision: ({ canvasId }) => ({ params: { canvasId }, body: { id: newId(), revision: 0 } }),

  listShareLinks: ({ canvasId }) => ({ params: { canvasId } }),
  createShareLink: ({ canvasId }) => ({ params: { canvasId }, body: { role: 'viewer' } }),
  updateShareLink: ({ canvasId, linkId }) => ({ params: { canvasId, linkId }, body: { label: 'Board' } }),
  deleteShareLink: ({ canvasId, linkId }) => ({ params: { canvasId, linkId } }),
  getShared: ({ shareToken }) => ({ params: { token: shareToken } }),
  createPass: ({ shareToken }) => ({ params: { token: shareToken }, body: { name: 'Ada' } }),
  watchShared: ({ shareToken }) => ({ params: { token: shareToken } }),

  listComments: ({ canvasId }) => ({ params: { canvasId } }),
  createComment: ({ canvasId, noteId }) => ({
    params: { canvasId },
    body: { id: newId(), noteId, text: 'Really?' },
  }),
  updateComment: ({ canvasId, commentId }) => ({
    params: { canvasId, commentId },
    body: { resolved: true },
  }),
  deleteComment: ({ canvasId, commentId }) => ({ params: { canvasId, commentId } }),
  readComments: ({ canvasId }) => ({ params: { canvasId }, body: { seq: 0 } }),
  listMentionable: ({ canvasId }) => ({ params: { canvasId } }),
  getVoting: ({ canvasId }) => ({ params: { canvasId } }),
  startVoting: ({ canvasId }) => ({ params: { canvasId }, body: { id: newId(), title: 'Next' } }),
  updateVoting: ({ canvasId, votingId }) => ({ params: { canvasId, votingId }, body: { state: 'closed' } }),
  deleteVoting: ({ canvasId, votingId }) => ({ params: { canvasId, votingId } }),
  vote: ({ canvasId, votingId, noteId }) => ({
    params: { canvasId, votingId },
    body: { dots: [{ noteId, dots: 1 }] },
  }),

  listNotifications: () => ({}),
  readNotifications: () => ({ body: { ids: [] } }),
  getMute: ({ canvasId }) => ({ params: { canvasId } }),
  setMute: ({ canvasId }) => ({ params: { canvasId }, body: { muted: true } }),

  listModels: () => ({}),
  tryModel: () => ({ body: {} }),
  getUsage: () => ({}),
  createGeneration: ({ canvasId }) => ({
    body: { canvasId, idea: 'Bread by bicycle for offices', accept: false },
  }),
  listGenerations: ({ canvasId }) => ({ query: `canvasId=${canvasId}` }),
  getGeneration: ({ generationId }) => ({ params: { generationId } }),
  streamGeneration: ({ generationId }) => ({ params: { generationId } }),
  cancelGeneration: ({ generationId }) => ({ params: { generationId } }),
};

/** The session that a person's token is of. */
export function sessionOf({ token }: TestPerson): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    sid: string;
  };
  return claims.sid;
}
