import { accountsRoutes } from '@aibmc/common/contract/accounts';
import { usersRoutes } from '@aibmc/common/contract/users';
import { optional } from '../clients/optional.ts';
import { callerOf, renewIdentity } from '../session/identity.ts';
import { change, WRONG_PASSWORD } from './account.ts';
import { checkForm, filled } from './forms.ts';
import type { PersonalVisit } from './visit.ts';

/** Name, language, time zone and colour; what is left empty follows the browser. */
export async function changeProfile(visit: PersonalVisit): Promise<void> {
  await change(visit, 'profile-changed', async ({ name = '', language, timeZone, colour }) => {
    const { data, errors } = checkForm(
      usersRoutes.updateMe.body,
      {
        name,
        language: filled(language) ?? null,
        timeZone: filled(timeZone) ?? null,
        colour: filled(colour) ?? null,
      },
      visit.t,
    );
    if (errors) return { errors };
    visit.ctx.people.remember(await visit.ctx.services.users.updateMe({ body: data }, visit.call));
    // the token repeats name and colour, and the groups read them there
    await optional(visit.ctx.log, 'renewal', renewIdentity(visit.ctx, callerOf(visit.req, visit.res)));
    return {};
  });
}

/** Whether notifications come by e-mail too. */
export async function changeMailWish(visit: PersonalVisit): Promise<void> {
  await change(visit, 'notifications-changed', async ({ wantsMail }) => {
    const body = { wantsMail: wantsMail === 'yes' };
    await visit.ctx.services.users.updateMe({ body }, visit.call);
    return {};
  });
}

/** Changes the e-mail address: at once, or once its new owner has followed the link that is sent there. */
export async function changeEmail(visit: PersonalVisit): Promise<void> {
  await change(
    visit,
    'email-changed',
    async ({ email = '', emailPassword }) => {
      const { data, errors } = checkForm(
        accountsRoutes.changeEmail.body,
        { email, password: emailPassword },
        visit.t,
      );
      if (errors) return { errors };
      const answer = await visit.ctx.services.accounts.changeEmail({ body: data }, visit.call);
      visit.ctx.people.remember(answer.user);
      return answer.confirmationSentTo ? { notice: 'email-confirmation-sent' } : {};
    },
    {
      ...WRONG_PASSWORD,
      fields: { 'wrong-credentials': 'password', 'email-taken': 'email' },
      names: { password: 'emailPassword' },
    },
  );
}
