import { checkCanvas } from '@aibmc/common/canvas/checks';
import { Edit } from '@aibmc/common/canvas/edits';
import { canvasesRoutes } from '@aibmc/common/contract/canvases';
import type { Generation } from '@aibmc/common/contract/generations';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { can } from '@aibmc/common/permissions';
import { optional } from '../clients/optional.ts';
import { localPath } from '../session/local-path.ts';
import { blockAnchor, requestKeyOf } from './canvases.ts';
import { checkForm, failureOf, filled, type FormErrors, type FormValues, readForm } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

export async function showCanvas(visit: PersonalVisit): Promise<void> {
  await showBoard(visit);
}

/** The board, with what was typed where a form on it failed. */
async function showBoard(
  visit: PersonalVisit,
  values: FormValues = {},
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call } = visit;
  const { services, log } = ctx;
  const canvasId = canvasIdOf(visit);
  const query = { canvasId, task: 'canvas', limit: 5 } as const;
  const listed = optional(log, 'generations', services.generations.listGenerations({ query }, call));
  const [detail, generations, models, usage] = await Promise.all([
    // after the drafts, so that all notes of one that is told as ended are in it
    listed.then(() => services.canvases.getCanvas({ params: { canvasId } }, call)),
    listed,
    optional(log, 'models', services.generations.listModels({}, call)),
    optional(log, 'usage', services.generations.getUsage({}, call)),
  ]);
  const { canvas, notes, connections, role } = detail;
  render(
    res,
    'canvas',
    {
      ...baseViewModel(req, visit, {
        title: canvas.title,
        path: req.method === 'GET' ? undefined : pathOf(canvasId),
      }),
      detail,
      generation: generations && currentDraft(generations.items),
      models,
      usage,
      checks: checkCanvas({ notes, connections, idea: canvas.idea, language: canvas.language }),
      can: {
        edit: can(role, 'canvas.edit'),
        comment: can(role, 'canvas.comment'),
        leadVote: can(role, 'canvas.lead-vote'),
        generate: can(role, 'canvas.generate'),
        delete: can(role, 'canvas.delete'),
        share: can(role, 'canvas.share'),
      },
      requestKey: requestKeyOf(values),
      values,
      errors,
    },
    status,
  );
}

/** The draft to show: one at work, or else the latest. What leaves suggestions is shown with them. */
function currentDraft(generations: readonly Generation[]): Generation | null {
  const drafts = generations.filter(({ accept }) => accept);
  const working = drafts.find(({ status }) => status === 'queued' || status === 'running');
  return working ?? drafts[0] ?? null;
}

function canvasIdOf({ req }: PersonalVisit): string {
  return String(req.params['canvasId']);
}

function pathOf(canvasId: string): string {
  return `/canvases/${encodeURIComponent(canvasId)}`;
}

/** Runs what a form on the board asks for and shows the board again, or what went wrong on it. */
async function change(
  visit: PersonalVisit,
  act: (values: FormValues) => Promise<FormErrors | null>,
  { anchor = '', messages = {} }: { anchor?: string; messages?: Partial<Record<'conflict', string>> } = {},
): Promise<void> {
  const values = readForm(visit.req);
  try {
    const errors = await act(values);
    if (errors) await showBoard(visit, values, errors, 422);
    else redirect(visit.res, pathOf(canvasIdOf(visit)) + anchor);
  } catch (error) {
    const failure = failureOf(error, visit, { messages });
    await showBoard(visit, values, failure.errors, failure.status);
  }
}

async function applyEdit(visit: PersonalVisit, input: unknown): Promise<FormErrors | null> {
  const { data, errors } = checkForm(Edit, input, visit.t);
  if (errors) return errors;
  const params = { canvasId: canvasIdOf(visit) };
  await visit.ctx.services.canvases.applyEdits({ params, body: { edits: [data] } }, visit.call);
  return null;
}

export async function addNote(visit: PersonalVisit): Promise<void> {
  const { block } = readForm(visit.req);
  const add = ({ text = '' }: FormValues) =>
    applyEdit(visit, { id: newId(), type: 'note.add', note: { id: newId(), block, text } });
  await change(visit, add, { anchor: blockAnchor(block) });
}

export async function setNote(visit: PersonalVisit): Promise<void> {
  const noteId = String(visit.req.params['noteId']);
  const { block } = readForm(visit.req);
  await change(
    visit,
    async (values) => {
      const { text } = values;
      values['noteId'] = noteId;
      return applyEdit(visit, {
        id: newId(),
        type: 'note.set',
        noteId,
        set: { ...(text === undefined ? {} : { text }), ...(block ? { block } : {}) },
      });
    },
    { anchor: blockAnchor(block) },
  );
}

export async function removeNote(visit: PersonalVisit): Promise<void> {
  const noteId = String(visit.req.params['noteId']);
  await change(visit, () => applyEdit(visit, { id: newId(), type: 'note.remove', noteId }));
}

export async function renameCanvas(visit: PersonalVisit): Promise<void> {
  await change(visit, async ({ title = '' }) => {
    const { data, errors } = checkForm(canvasesRoutes.updateCanvas.body, { title }, visit.t);
    if (errors) return errors;
    const params = { canvasId: canvasIdOf(visit) };
    await visit.ctx.services.canvases.updateCanvas({ params, body: data }, visit.call);
    return null;
  });
}

export async function deleteCanvas(visit: PersonalVisit): Promise<void> {
  const params = { canvasId: canvasIdOf(visit) };
  const { next } = readForm(visit.req);
  try {
    await visit.ctx.services.canvases.deleteCanvas({ params }, visit.call);
  } catch (error) {
    const failure = failureOf(error, visit);
    await showBoard(visit, {}, failure.errors, failure.status);
    return;
  }
  redirect(visit.res, localPath(next), 'canvas-deleted', params.canvasId);
}

export async function generate(visit: PersonalVisit): Promise<void> {
  const start = async (values: FormValues) => {
    const body = {
      canvasId: canvasIdOf(visit),
      model: filled(values['model']),
      continues: filled(values['continues']),
    };
    const headers = { 'idempotency-key': requestKeyOf(values) };
    await visit.ctx.services.generations.createGeneration({ body, headers }, visit.call);
    return null;
  };
  await change(visit, start, { messages: { conflict: 'form.already-generating' } });
}

export async function cancelGeneration(visit: PersonalVisit): Promise<void> {
  const generationId = String(visit.req.params['generationId']);
  await change(visit, async () => {
    try {
      await visit.ctx.services.generations.cancelGeneration({ params: { generationId } }, visit.call);
    } catch (error) {
      // it ended before the click: what was wanted is so
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    }
    return null;
  });
}
