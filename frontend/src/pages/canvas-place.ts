import { type CanvasDetail, canvasesRoutes } from '@aibmc/common/contract/canvases';
import { AppError } from '@aibmc/common/errors';
import { can } from '@aibmc/common/permissions';
import { asFormError } from './canvases.ts';
import { checkForm, failureOf, filled, type FormErrors, type FormValues, readForm } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

type Act = 'move' | 'copy';

function paramsOf({ req }: PersonalVisit): { canvasId: string } {
  return { canvasId: String(req.params['canvasId']) };
}

export async function showMove(visit: PersonalVisit): Promise<void> {
  await showPage(visit, 'move');
}

export async function showCopy(visit: PersonalVisit): Promise<void> {
  await showPage(visit, 'copy');
}

/** Asks where a canvas goes: to oneself, or into a group that one may add canvases to. */
async function showPage(
  visit: PersonalVisit,
  act: Act,
  values: FormValues = {},
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const [{ canvas, role }, groups] = await Promise.all([
    ctx.services.canvases.getCanvas({ params: paramsOf(visit) }, call),
    ctx.services.groups.listGroups({ query: { limit: 100 } }, call),
  ]);
  if (!can(role, `canvas.${act}`)) throw new AppError('forbidden', '');
  const places = groups.items.filter((group) => can(group.role, 'group.add-canvas'));
  const { title = titleOfCopy(canvas, visit), groupId = placeOf(canvas, act, places) } = values;
  render(
    res,
    'canvas-place',
    {
      ...baseViewModel(req, visit, { title: t(`title.${act}`), path: `/canvases/${canvas.id}/${act}` }),
      act,
      canvas,
      places,
      values: { title, groupId },
      errors,
    },
    status,
  );
}

/** A copy goes beside its original where that is possible, else to oneself, as does what is moved. */
function placeOf({ groupId }: CanvasDetail['canvas'], act: Act, places: { id: string }[]): string {
  return act === 'copy' && places.some(({ id }) => id === groupId) ? (groupId ?? '') : '';
}

function titleOfCopy({ title }: CanvasDetail['canvas'], { t }: PersonalVisit): string {
  return t('place.copy-of', { title }).slice(0, 120);
}

export async function moveCanvas(visit: PersonalVisit): Promise<void> {
  const values = readForm(visit.req);
  await go(visit, 'move', values, async () => {
    const { data, errors } = checkForm(
      canvasesRoutes.moveCanvas.body,
      { groupId: filled(values['groupId']) ?? null },
      visit.t,
    );
    if (errors) return { errors };
    await visit.ctx.services.canvases.moveCanvas({ params: paramsOf(visit), body: data }, visit.call);
    return { canvasId: paramsOf(visit).canvasId };
  });
}

export async function copyCanvas(visit: PersonalVisit): Promise<void> {
  const values = readForm(visit.req);
  await go(visit, 'copy', values, async () => {
    const { data, errors } = checkForm(
      canvasesRoutes.copyCanvas.body,
      { groupId: filled(values['groupId']) ?? null, title: filled(values['title']) },
      visit.t,
    );
    if (errors) return { errors };
    const copy = await visit.ctx.services.canvases.copyCanvas(
      { params: paramsOf(visit), body: data },
      visit.call,
    );
    return { canvasId: copy.id };
  });
}

async function go(
  visit: PersonalVisit,
  act: Act,
  values: FormValues,
  send: () => Promise<{ errors: FormErrors } | { canvasId: string }>,
): Promise<void> {
  try {
    const sent = await send();
    if ('errors' in sent) await showPage(visit, act, values, sent.errors, 422);
    else redirect(visit.res, `/canvases/${sent.canvasId}`, act === 'move' ? 'canvas-moved' : 'canvas-copied');
  } catch (error) {
    // the page itself answers 404 where it is the canvas that is gone
    const { errors, status } = failureOf(asFormError(error), visit, {
      messages: { invalid: 'place.gone', forbidden: 'place.gone' },
    });
    await showPage(visit, act, values, errors, status);
  }
}
