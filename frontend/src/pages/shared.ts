import { checkCanvas } from '@aibmc/common/canvas/checks';
import { API_PREFIX } from '@aibmc/common/contract/route';
import type { SharedCanvas } from '@aibmc/common/contract/sharing';
import { AppError } from '@aibmc/common/errors';
import { can } from '@aibmc/common/permissions';
import { guestApi } from '../gateway/guest-calls.ts';
import { allowFraming, hideAddress } from '../gateway/security-headers.ts';
import { printSize } from '../view-models/print-size.ts';
import { showEntrance } from './shared-entrance.ts';
import { type Look, lookAt, passOfPage, pathOf, renderPrivate, showEnded, tokenOf } from './shared-link.ts';
import { baseViewModel } from './view-model.ts';
import type { Visit } from './visit.ts';

type Opened = Extract<Look, { kind: 'open' }>;

/** What a link opens: the canvas to look at, the board for who comments or edits, or what it asks for first. */
export async function showShared(visit: Visit): Promise<void> {
  const look = await lookAt(visit, passOfPage(visit));
  if (look.kind === 'ended') showEnded(visit, look.status);
  else if (look.kind === 'password') showEntrance(visit, { asksPassword: true });
  else if (look.shared.link.role === 'viewer') await showViewer(visit, look);
  else if (look.shared.guest) await showBoard(visit, look.shared, look.shared.guest);
  else showEntrance(visit, { shared: look.shared, normal: await normalPage(visit, look.shared) });
}

/** The board alone, for a page that is open already. */
export async function showSharedBoard(visit: Visit): Promise<void> {
  const look = await lookAt(visit, passOfPage(visit));
  if (look.kind === 'password') throw new AppError('password-required', 'This link asks for a password');
  if (look.kind === 'ended') throw new AppError(look.status === 410 ? 'gone' : 'not-found', '');
  renderPrivate(visit, 'shared-board', { ...boardOf(visit, look.shared) });
}

/** The canvas in a frame of another site, without anything else. A password cannot be given there. */
export async function showEmbedded(visit: Visit): Promise<void> {
  const look = await lookAt(visit, null);
  if (look.kind === 'ended') {
    showEnded(visit, look.status);
    return;
  }
  if (look.kind === 'password') {
    showEntrance(visit, { asksPassword: true });
    return;
  }
  allowFraming(visit.res, look.shared.link.embedSites);
  renderViewer(visit, { ...look, pass: null }, { isEmbedded: true, normal: null });
}

async function showViewer(visit: Visit, look: Opened): Promise<void> {
  renderViewer(visit, look, { isEmbedded: false, normal: await normalPage(visit, look.shared) });
}

function renderViewer(
  visit: Visit,
  { shared, pass }: Opened,
  page: { isEmbedded: boolean; normal: string | null },
): void {
  const api = pass === null ? API_PREFIX : guestApi(shared.link.id);
  hideAddress(visit.res);
  renderPrivate(visit, 'shared', {
    ...boardOf(visit, shared),
    ...page,
    changes: `${api}/shared/${encodeURIComponent(tokenOf(visit))}/changes`,
    board: `${pathOf(visit)}/board`,
  });
}

function boardOf(visit: Visit, shared: SharedCanvas) {
  const base = baseViewModel(visit.req, visit, { title: shared.canvas.title, path: pathOf(visit) });
  return { ...base, detail: shared, printSize: printSize(shared.notes) };
}

/** The full board for a guest, who is called by the name that they gave. */
async function showBoard(
  visit: Visit,
  shared: SharedCanvas,
  guest: NonNullable<SharedCanvas['guest']>,
): Promise<void> {
  const { canvas, notes, connections, role } = shared;
  renderPrivate(visit, 'canvas', {
    ...baseViewModel(visit.req, visit, { title: canvas.title, path: pathOf(visit) }),
    detail: shared,
    guest: { ...guest, api: guestApi(shared.link.id), path: pathOf(visit) },
    normal: await normalPage(visit, shared),
    generation: null,
    models: null,
    usage: null,
    checks: checkCanvas({ notes, connections, idea: canvas.idea, language: canvas.language }),
    can: { edit: can(role, 'canvas.edit'), generate: false, delete: false, share: false, move: false },
    requestKey: '',
    values: {},
    errors: {},
  });
}

/** Where who is signed in finds the canvas anyway; null where they do not. */
async function normalPage(visit: Visit, { canvas }: SharedCanvas): Promise<string | null> {
  const { ctx, person, call } = visit;
  if (!person) return null;
  const params = { canvasId: canvas.id };
  const known = await ctx.services.canvases.getCanvas({ params }, call).catch((error: unknown) => {
    // the link opens without them
    if (error instanceof AppError) return null;
    throw error;
  });
  return known && `/canvases/${canvas.id}`;
}
