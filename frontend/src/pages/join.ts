import { AppError } from '@aibmc/common/errors';
import { failureOf, type FormErrors } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { PersonalVisit, Visit } from './visit.ts';

function tokenOf({ req }: Visit): string {
  return String(req.params['token']);
}

/** What an invitation is for. Who is signed out finds the way back here after signing in or registering. */
export async function showInvitation(visit: Visit): Promise<void> {
  await showPage(visit);
}

async function showPage(visit: Visit, errors: FormErrors = {}, status = 200): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const token = tokenOf(visit);
  const path = `/join/${encodeURIComponent(token)}`;
  const preview = await ctx.services.groups
    .getInvitation({ params: { token } }, call)
    .catch((error: unknown) => {
      if (error instanceof AppError && (error.code === 'not-found' || error.code === 'gone')) return null;
      throw error;
    });
  render(
    res,
    'join',
    {
      ...baseViewModel(req, visit, { title: t('title.join'), path }),
      preview,
      token,
      nextParam: encodeURIComponent(path),
      errors: preview ? errors : { form: t('form.gone') },
    },
    preview ? status : 410,
  );
}

export async function acceptInvitation(visit: PersonalVisit): Promise<void> {
  try {
    const params = { token: tokenOf(visit) };
    const { groupId } = await visit.ctx.services.groups.acceptInvitation({ params }, visit.call);
    redirect(visit.res, `/groups/${groupId}`, 'joined');
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') {
      await showPage(visit, {}, 410);
      return;
    }
    const failure = failureOf(error, visit);
    await showPage(visit, failure.errors, failure.status);
  }
}
