import { randomUUID } from 'node:crypto';
import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { canvasesRoutes } from '@aibmc/common/contract/canvases';
import { generationsRoutes } from '@aibmc/common/contract/generations';
import { AppError } from '@aibmc/common/errors';
import { can } from '@aibmc/common/permissions';
import { z } from 'zod';
import { optional } from '../clients/optional.ts';
import { filterQuery, moreHref, readFilter } from './canvas-filter.ts';
import { CursorQuery } from './cursor.ts';
import { checkForm, failureOf, filled, type FormErrors, type FormValues, readForm } from './forms.ts';
import { baseViewModel, type Notice, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

const NewQuery = z.object({ groupId: z.uuid().optional().catch(undefined) });

/** My canvases, a page of them: of all groups, of one, or personal ones. */
export async function showCanvases(visit: PersonalVisit): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const { cursor } = CursorQuery.parse(req.query);
  const filter = readFilter(req.query);
  const [canvases, groups] = await Promise.all([
    ctx.services.canvases.listCanvases({ query: { ...filterQuery(filter), cursor } }, call),
    optional(ctx.log, 'groups', ctx.services.groups.listGroups({ query: { limit: 100 } }, call)),
  ]);
  render(res, 'canvases', {
    ...baseViewModel(req, visit, { title: t('title.canvases') }),
    canvases: canvases.items,
    more: moreHref(filter, canvases.nextCursor),
    groups: groups?.items ?? null,
    filter,
  });
}

export async function showNewCanvas(visit: PersonalVisit): Promise<void> {
  const { groupId } = NewQuery.parse(visit.req.query);
  await showForm(visit, { groupId: groupId ?? '', language: visit.lang });
}

async function showForm(
  visit: PersonalVisit,
  values: FormValues,
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const { services, log } = ctx;
  const [groups, models, usage] = await Promise.all([
    optional(log, 'groups', services.groups.listGroups({ query: { limit: 100 } }, call)),
    optional(log, 'models', services.generations.listModels({}, call)),
    optional(log, 'usage', services.generations.getUsage({}, call)),
  ]);
  const {
    title = '',
    idea = '',
    language = visit.lang,
    groupId = '',
    model = models?.default ?? '',
  } = values;
  render(
    res,
    'new-canvas',
    {
      ...baseViewModel(req, visit, { title: t('title.new-canvas'), path: '/canvases/new' }),
      values: { title, idea, language, groupId, model },
      requestKey: requestKeyOf(values),
      errors,
      groups: groups?.items.filter(({ role }) => can(role, 'group.add-canvas')) ?? null,
      models,
      usage,
    },
    status,
  );
}

const RequestKey = generationsRoutes.createGeneration.headers.shape['idempotency-key'].unwrap();

/** The key that a form was given, so that sending it again starts nothing twice. */
export function requestKeyOf(values: FormValues): string {
  const given = RequestKey.safeParse(values['requestKey']);
  return given.success ? given.data : randomUUID();
}

const DRAFT_NEEDS_IDEA = z.object({ idea: z.string().trim().min(1) });

/** Makes a canvas and, where a draft is wanted, starts it. A draft that cannot start leaves the canvas with its idea. */
export async function createCanvas(visit: PersonalVisit): Promise<void> {
  const { ctx, res, call, t, person } = visit;
  const values = readForm(visit.req);
  const { idea = '', language = visit.lang, groupId, model, action } = values;
  const wantsDraft = action === 'draft';
  const title = filled(values['title']) ?? titleFrom(idea) ?? t('canvas.untitled');
  const { data, errors } = checkForm(
    canvasesRoutes.createCanvas.body,
    { title, idea, language, groupId: filled(groupId) },
    t,
  );
  const missing = wantsDraft ? checkForm(DRAFT_NEEDS_IDEA, { idea }, t).errors : null;
  if (errors || missing) {
    await showForm(visit, values, { ...missing, ...errors }, 422);
    return;
  }
  const requestKey = requestKeyOf(values);
  try {
    const canvasId = await ctx.draftStarts.once(person.id, requestKey, async () => {
      const canvas = await ctx.services.canvases.createCanvas({ body: data }, call);
      return canvas.id;
    });
    const notice = wantsDraft ? await startDraft(visit, canvasId, requestKey, filled(model)) : undefined;
    redirect(res, `/canvases/${canvasId}`, notice);
  } catch (error) {
    const failure = failureOf(asFormError(error), visit);
    await showForm(visit, values, failure.errors, failure.status);
  }
}

/** A group that is gone, or was left meanwhile, is a matter of the field, not a page that is not there. */
export function asFormError(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'not-found') return error;
  return new AppError('invalid', '', { cause: error, errors: [{ path: 'groupId', message: '' }] });
}

async function startDraft(
  { ctx, call }: PersonalVisit,
  canvasId: string,
  requestKey: string,
  model: string | undefined,
): Promise<Notice | undefined> {
  try {
    await ctx.services.generations.createGeneration(
      { body: { canvasId, model }, headers: { 'idempotency-key': requestKey } },
      call,
    );
    return undefined;
  } catch (error) {
    ctx.log.warn({ err: error }, 'draft not started');
    return error instanceof AppError && error.code === 'quota-used' ? 'quota-used' : 'generation-not-started';
  }
}

/** The first words of an idea as a title, cut at a word within 60 characters; null for an empty one. */
export function titleFrom(idea: string): string | null {
  const words =
    idea
      .trim()
      .split(/[.;:!?\n]/, 1)[0]
      ?.trim() ?? '';
  if (words === '') return null;
  if (words.length <= 60) return words;
  return `${words.slice(0, 59).replace(/\s+\S*$/, '')}…`;
}

/** The anchor of a block on the canvas page; none for what is no block. */
export function blockAnchor(block: string | undefined): string {
  return BLOCKS.some((name) => name === block) ? `#block-${block}` : '';
}
