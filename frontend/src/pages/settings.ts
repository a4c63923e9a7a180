import { generationsRoutes } from '@aibmc/common/contract/generations';
import { optional } from '../clients/optional.ts';
import { trialFlash } from '../session/flash.ts';
import { checkForm, failureOf, filled, type FormErrors, type FormValues, readForm } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

const PATH = '/settings';

/** A little more than a model is given for its one word. */
const TRIAL_TIMEOUT_MS = 25_000;

/** Endings of a trial that have a text of their own. */
const TRIAL_FAILURES = [
  'model-unreachable',
  'model-timeout',
  'model-key',
  'model-unknown',
  'model-busy',
  'model-paused',
  'model-rejected',
  'model-bad-output',
];

/** What drafts and answers here, and what is left of today. */
export async function showSettings(visit: PersonalVisit): Promise<void> {
  await showPage(visit);
}

async function showPage(
  visit: PersonalVisit,
  values: FormValues = {},
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const { generations } = ctx.services;
  const [models, usage] = await Promise.all([
    optional(ctx.log, 'models', generations.listModels({}, call)),
    optional(ctx.log, 'usage', generations.getUsage({}, call)),
  ]);
  render(
    res,
    'settings',
    {
      ...baseViewModel(req, visit, { title: t('title.settings'), path: PATH }),
      models,
      usage,
      trial: trialOf(visit),
      values,
      errors,
    },
    status,
  );
}

interface Trial {
  isGood: boolean;
  model: string;
  text: string;
}

/** How the trial just before went, in words; null without one. */
function trialOf({ ctx, req, res, t }: PersonalVisit): Trial | null {
  const trial = trialFlash.take(req, res, PATH, ctx.config.PUBLIC_URL);
  if (!trial) return null;
  const { model, ms, code } = trial;
  if (code === null) return { isGood: true, model, text: t('settings.trial-good', { model, ms }) };
  const key = `settings.trial.${TRIAL_FAILURES.includes(code) ? code : 'other'}`;
  return { isGood: false, model, text: t(key, { model }) };
}

/** Asks a model for one word and comes back with how it went. */
export async function tryModel(visit: PersonalVisit): Promise<void> {
  const { ctx, res, call, t } = visit;
  const values = readForm(visit.req);
  const { data, errors } = checkForm(generationsRoutes.tryModel.body, { model: filled(values['model']) }, t);
  if (errors) {
    await showPage(visit, values, errors, 422);
    return;
  }
  try {
    const options = { ...call, timeoutMs: TRIAL_TIMEOUT_MS };
    const { model, ms, error } = await ctx.services.generations.tryModel({ body: data }, options);
    trialFlash.put(res, PATH, { model, ms, code: error?.code ?? null }, ctx.config.PUBLIC_URL);
    redirect(res, `${PATH}#try`);
  } catch (error) {
    const failure = failureOf(error, visit, { messages: { 'quota-used': 'settings.quota-used' } });
    await showPage(visit, values, failure.errors, failure.status);
  }
}
