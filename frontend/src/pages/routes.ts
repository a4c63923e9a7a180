import express, { Router } from 'express';
import { AppError } from '@aibmc/common/errors';
import type { Context } from '../context.ts';
import { refuseCrossSite } from '../session/cross-site.ts';
import * as account from './account.ts';
import * as canvas from './canvas.ts';
import * as canvases from './canvases.ts';
import { chooseLanguage, chooseTheme } from './choices.ts';
import * as group from './group.ts';
import { createGroup, showGroups } from './groups.ts';
import { acceptInvitation, showInvitation } from './join.ts';
import { showApiDocs, showBlock, showFirstBlock, showLanding } from './landing.ts';
import * as signingIn from './signing-in.ts';
import { showSettings, tryModel } from './settings.ts';
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
  router.post('/canvases/:canvasId/generate', own(canvas.generate));
  router.post('/canvases/:canvasId/generations/:generationId/cancel', own(canvas.cancelGeneration));

  router.get('/groups', own(showGroups));
  router.post('/groups', own(createGroup));
  router.get('/groups/:groupId', own(group.showGroup));
  router.post('/groups/:groupId/name', own(group.renameGroup));
  router.post('/groups/:groupId/delete', own(group.deleteGroup));
  router.post('/groups/:groupId/invitations', own(group.invite));
  router.post('/groups/:groupId/invitations/:invitationId/delete', own(group.revokeInvitation));
  router.post('/groups/:groupId/members/:userId', own(group.setMemberRole));
  router.post('/groups/:groupId/members/:userId/delete', own(group.removeMember));
  router.get('/join/:token', open(showInvitation));
  router.post('/join/:token', own(acceptInvitation));

  router.get('/account', own(account.showAccount));
  router.post('/account/name', own(account.changeName));
  router.post('/account/password', own(account.changePassword));
  router.post('/account/delete', own(account.deleteAccount));
  router.post('/account/sessions/delete', own(account.endAllSessions));
  router.post('/account/sessions/:sessionId/delete', own(account.endSession));

  router.get('/settings', own(showSettings));
  router.post('/settings/try', own(tryModel));

  router.use(
    open(() => {
      throw new AppError('not-found', 'There is nothing here');
    }),
  );
  return router;
}
