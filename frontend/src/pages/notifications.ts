import { notificationsRoutes } from '@aibmc/common/contract/notifications';
import { AppError } from '@aibmc/common/errors';
import { CursorQuery } from './cursor.ts';
import { readForm } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

/** What somebody is told, all of it, newest first. */
export async function showNotifications(visit: PersonalVisit): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const { cursor } = CursorQuery.parse(req.query);
  const { items, nextCursor, unread } = await ctx.services.notifications.listNotifications(
    { query: { cursor } },
    call,
  );
  render(res, 'notifications', {
    ...baseViewModel(req, visit, { title: t('title.notifications') }),
    notifications: items,
    nextCursor,
    unread,
  });
}

/** Marks one as read (`id`), or all up to one (`upTo`). */
export async function readNotifications(visit: PersonalVisit): Promise<void> {
  const { id, upTo } = readForm(visit.req);
  const body = notificationsRoutes.readNotifications.body.safeParse(id ? { ids: [id] } : { upTo });
  if (!body.success) throw new AppError('bad-request', '');
  await visit.ctx.services.notifications.readNotifications({ body: body.data }, visit.call);
  redirect(visit.res, '/notifications', id ? undefined : 'read');
}

/** Whether somebody is told of a canvas, with the button that changes it. */
export async function showMute(visit: PersonalVisit): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const params = { canvasId: String(req.params['canvasId']) };
  const [{ canvas }, { muted }] = await Promise.all([
    ctx.services.canvases.getCanvas({ params }, call),
    ctx.services.notifications.getMute({ params }, call),
  ]);
  render(res, 'mute', { ...baseViewModel(req, visit, { title: t('title.notifications') }), canvas, muted });
}

export async function setMute(visit: PersonalVisit): Promise<void> {
  const params = { canvasId: String(visit.req.params['canvasId']) };
  const body = { muted: readForm(visit.req)['muted'] === 'true' };
  await visit.ctx.services.notifications.setMute({ params, body }, visit.call);
  redirect(visit.res, `/notifications/canvases/${params.canvasId}`, body.muted ? 'muted' : 'unmuted');
}
