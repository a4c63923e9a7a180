import { TRASH_DAYS } from '@aibmc/common/contract/groups';
import { z } from 'zod';
import { optional } from '../clients/optional.ts';
import { localPath } from '../session/local-path.ts';
import { Cursor } from './cursor.ts';
import { failureOf, type FormErrors, readForm } from './forms.ts';
import { baseViewModel, type Notice, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

const TrashQuery = z.object({ canvases: Cursor, groups: Cursor });

/** Deleted canvases and groups that one may restore. */
export async function showTrash(visit: PersonalVisit): Promise<void> {
  await showPage(visit);
}

async function showPage(visit: PersonalVisit, errors: FormErrors = {}, status = 200): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const { services, log } = ctx;
  const after = TrashQuery.parse(req.query);
  const [canvases, groups] = await Promise.all([
    services.canvases.listTrashedCanvases({ query: { cursor: after.canvases } }, call),
    optional(log, 'trash', services.groups.listTrashedGroups({ query: { cursor: after.groups } }, call)),
  ]);
  render(
    res,
    'trash',
    {
      ...baseViewModel(req, visit, {
        title: t('title.trash'),
        path: req.method === 'GET' ? undefined : '/trash',
      }),
      days: TRASH_DAYS,
      canvases,
      groups,
      errors,
    },
    status,
  );
}

export async function restoreCanvas(visit: PersonalVisit): Promise<void> {
  const params = { canvasId: String(visit.req.params['canvasId']) };
  await restore(visit, 'canvas-restored', () =>
    visit.ctx.services.canvases.restoreCanvas({ params }, visit.call),
  );
}

export async function restoreGroup(visit: PersonalVisit): Promise<void> {
  const params = { groupId: String(visit.req.params['groupId']) };
  await restore(visit, 'group-restored', () =>
    visit.ctx.services.groups.restoreGroup({ params }, visit.call),
  );
}

const MESSAGES = { conflict: 'trash.group-gone', forbidden: 'trash.group-gone', 'not-found': 'trash.gone' };

/** Back to where it was asked for: the page that told of the deletion, or the trash. */
async function restore(visit: PersonalVisit, notice: Notice, act: () => Promise<unknown>): Promise<void> {
  const { next } = readForm(visit.req);
  try {
    await act();
    redirect(visit.res, localPath(next, '/trash'), notice);
  } catch (error) {
    const { errors, status } = failureOf(error, visit, { messages: MESSAGES });
    await showPage(visit, errors, status);
  }
}
