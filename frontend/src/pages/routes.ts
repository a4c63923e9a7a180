import express, { Router } from 'express';
import { AppError } from '@aibmc/common/errors';
import type { Context } from '../context.ts';
import { refuseCrossSite } from '../session/cross-site.ts';
import * as account from './account.ts';
import * as admin from './admin.ts';
import * as adminPeople from './admin-people.ts';
import * as canvas from './canvas.ts';
import * as place from './canvas-place.ts';
import * as canvases from './canvases.ts';
import { chooseLanguage, chooseTheme } from './choices.ts';
import * as group from './group.ts';
import { createGroup, showGroups } from './groups.ts';
import { showActivity } from './group-activity.ts';
import { removeMember, setMemberRole, showPeople } from './group-people.ts';
import { invite, revokeInvitation, showClassCode } from './invitations.ts';
import { acceptInvitation, showCodeForm, showInvitation } from './join.ts';
import { showApiDocs, showBlock, showFirstBlock, showLanding } from './landing.ts';
import { readNotifications, setMute, showMute, showNotifications } from './notifications.ts';
import * as resets from './password-resets.ts';
import * as profile from './profile.ts';
import * as provider from './provider.ts';
import * as secondFactor from './second-factor.ts';
import { sendSignInCode, showSignInCode } from './sign-in-code.ts';
import * as signingIn from './signing-in.ts';
import { showSettings, tryModel } from './settings.ts';
import * as share from './share.ts';
import { enterShared, leaveShared } from './shared-entrance.ts';
import * as shared from './shared.ts';
import { restoreCanvas, restoreGroup, showTrash } from './trash.ts';
import { personalPage, publicPage, type PersonalVisit, type Visit } from './visit.ts';

const FORM_LIMIT = 64 * 1024;

/** Every page and every form of the site. */
export function pages(ctx: Context): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const open = (show: (visit: Visit) => Promise<void> | void) => publicPage(ctx, show);
  const own = (show: (visit: PersonalVisit) => Promise<void> | void) => personalPage(ctx, show);

  // signing in counts too: another site must not sign a visitor in as somebody else
  router.use((req, _res, next) => {
    refuseCrossSite(req, ctx.config.PUBLIC_URL);
    const hasBody = Number(req.headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in req.headers;
    if (hasBody && !req.is('application/x-www-form-urlencoded')) {
      throw new AppError('unsupported-media-type', 'A page takes forms only');
    }
    next();
  });
  router.use(express.urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 50 }));

  router.get('/', open(showLanding));
  router.get('/learn', open(showFirstBlock));
  router.get('/learn/:block', open(showBlock));
  router.get('/api/docs', open(showApiDocs));
  router.post('/language', open(chooseLanguage));
  router.post('/theme', open(chooseTheme));

  router.get('/register', open(signingIn.showRegister));
  router.post('/register', open(signingIn.register));
  router.get('/login', open(signingIn.showLogin));
  router.post('/login', open(signingIn.logIn));
  router.get('/login/code', open(showSignInCode));
  router.post('/login/code', open(sendSignInCode));
  router.get('/login/provider', open(provider.startProvider));
  router.get('/login/provider/callback', open(provider.finishProvider));
  router.get('/forgot-password', open(resets.showForgotPassword));
  router.post('/forgot-password', open(resets.requestReset));
  router.get('/reset/:token', open(resets.showReset));
  router.post('/reset/:token', open(resets.resetPassword));
  router.get('/confirm-email/:token', open(resets.showConfirmEmail));
  router.post('/confirm-email/:token', open(resets.confirmEmail));
  router.post('/logout', open(signingIn.logOut));

  router.get('/canvases', own(canvases.showCanvases));
  router.get('/canvases/new', own(canvases.showNewCanvas));
  router.post('/canvases/new', own(canvases.createCanvas));
  router.get('/canvases/:canvasId', own(canvas.showCanvas));
  router.post('/canvases/:canvasId/notes', own(canvas.addNote));
  router.post('/canvases/:canvasId/notes/:noteId', own(canvas.setNote));
  router.post('/canvases/:canvasId/notes/:noteId/delete', own(canvas.removeNote));
  router.post('/canvases/:canvasId/title', own(canvas.renameCanvas));
  router.post('/canvases/:canvasId/delete', own(canvas.deleteCanvas));
  router.get('/canvases/:canvasId/move', own(place.showMove));
  router.post('/canvases/:canvasId/move', own(place.moveCanvas));
  router.get('/canvases/:canvasId/copy', own(place.showCopy));
  router.post('/canvases/:canvasId/copy', own(place.copyCanvas));
  router.post('/canvases/:canvasId/generate', own(canvas.generate));
  router.post('/canvases/:canvasId/generations/:generationId/cancel', own(canvas.cancelGeneration));

  router.get('/canvases/:canvasId/share', own(share.showShare));
  router.post('/canvases/:canvasId/share', own(share.createShareLink));
  router.post('/canvases/:canvasId/share/:linkId', own(share.changeShareLink));
  router.post('/canvases/:canvasId/share/:linkId/delete', own(share.revokeShareLink));
  router.get('/s/:token', open(shared.showShared));
  router.post('/s/:token', open(enterShared));
  router.post('/s/:token/leave', open(leaveShared));
  router.get('/s/:token/board', open(shared.showSharedBoard));
  router.get('/s/:token/embed', open(shared.showEmbedded));

  router.get('/groups', own(showGroups));
  router.post('/groups', own(createGroup));
  router.get('/groups/:groupId', own(group.showGroup));
  router.post('/groups/:groupId', own(group.updateGroup));
  router.post('/groups/:groupId/delete', own(group.deleteGroup));
  router.get('/groups/:groupId/activity', own(showActivity));
  router.get('/groups/:groupId/people', own(showPeople));
  router.get('/groups/:groupId/code/:invitationId', own(showClassCode));
  router.post('/groups/:groupId/invitations', own(invite));
  router.post('/groups/:groupId/invitations/:invitationId/delete', own(revokeInvitation));
  router.post('/groups/:groupId/members/:userId', own(setMemberRole));
  router.post('/groups/:groupId/members/:userId/delete', own(removeMember));
  router.get('/trash', own(showTrash));
  router.post('/trash/canvases/:canvasId/restore', own(restoreCanvas));
  router.post('/trash/groups/:groupId/restore', own(restoreGroup));
  router.get('/notifications', own(showNotifications));
  router.post('/notifications/read', own(readNotifications));
  router.get('/notifications/canvases/:canvasId', own(showMute));
  router.post('/notifications/canvases/:canvasId', own(setMute));
  router.get('/join', open(showCodeForm));
  router.get('/join/:token', open(showInvitation));
  router.post('/join/:token', own(acceptInvitation));

  router.get('/account', own(account.showAccount));
  router.post('/account/profile', own(profile.changeProfile));
  router.post('/account/notifications', own(profile.changeMailWish));
  router.post('/account/email', own(profile.changeEmail));
  router.post('/account/second-factor/start', own(secondFactor.startFactor));
  router.post('/account/second-factor/confirm', own(secondFactor.confirmFactor));
  router.post('/account/second-factor/change', own(secondFactor.changeFactor));
  router.post('/account/identities', own(provider.connectProvider));
  router.post('/account/identities/:identityId/delete', own(provider.disconnectProvider));
  router.post('/account/password', own(account.changePassword));
  router.post('/account/delete', own(account.deleteAccount));
  router.post('/account/sessions/delete', own(account.endAllSessions));
  router.post('/account/sessions/:sessionId/delete', own(account.endSession));

  const administering = (show: (visit: PersonalVisit) => Promise<void> | void) =>
    own(admin.administered(show));
  router.get('/admin', administering(admin.showAdmin));
  router.post('/admin/registration', administering(admin.setRegistration));
  router.get('/admin/ai', administering(admin.showAiUsage));
  router.get('/admin/events', administering(admin.showAdminEvents));
  router.get('/admin/people', administering(adminPeople.showPeople));
  router.post('/admin/people/:userId/admin', administering(adminPeople.setAdmin));
  router.post('/admin/people/:userId/sessions/delete', administering(adminPeople.endSessionsOf));
  router.post('/admin/people/:userId/password-resets', administering(adminPeople.makeResetLink));
  router.post('/admin/people/:userId/second-factor/delete', administering(adminPeople.removeFactorOf));

  router.get('/settings', own(showSettings));
  router.post('/settings/try', own(tryModel));

  router.use(
    open(() => {
      throw new AppError('not-found', 'There is nothing here');
    }),
  );
  return router;
}
