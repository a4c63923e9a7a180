import type { Language } from '@aibmc/common/canvas/blocks';
import { groupsRoutes, type Invitation } from '@aibmc/common/contract/groups';
import { AppError } from '@aibmc/common/errors';
import { z } from 'zod';
import { invitationFlash } from '../session/flash.ts';
import { checkForm, filled, type FormValues } from './forms.ts';
import { change, groupIdOf } from './group.ts';
import { publicOrigin } from './public-origin.ts';
import { baseViewModel, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

const { role, email } = groupsRoutes.createInvitation.body.shape;
const limits = {
  role,
  expiresInDays: z.coerce.number().int().min(1).max(365).optional(),
  maxUses: z.coerce.number().int().min(1).max(10_000).optional(),
};

/** An invitation is a link, a code (with a link), or for one e-mail address. */
const InvitationForm = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('link'), ...limits }),
  z.object({ kind: z.literal('code'), ...limits }),
  z.object({ kind: z.literal('email'), ...limits, email: email.unwrap() }),
]);

const DAY_MS = 86_400_000;

function bodyOf(form: z.infer<typeof InvitationForm>, language: Language) {
  const { kind, role, expiresInDays, maxUses } = form;
  const expiresAt = expiresInDays && new Date(Date.now() + expiresInDays * DAY_MS).toISOString();
  return {
    role,
    ...(expiresAt ? { expiresAt } : {}),
    ...(kind === 'email' ? { email: form.email, maxUses: 1, language } : { maxUses }),
    code: kind === 'code',
  };
}

function readInvitation(values: FormValues, { t }: PersonalVisit) {
  const { kind = 'link', role, email = '' } = values;
  const input = {
    kind,
    role,
    email: kind === 'email' ? email : undefined,
    expiresInDays: filled(values['expiresInDays']),
    maxUses: filled(values['maxUses']),
  };
  return checkForm(InvitationForm, input, t);
}

export async function invite(visit: PersonalVisit): Promise<void> {
  const { ctx, res, call } = visit;
  await change(visit, async (values) => {
    const { data, errors } = readInvitation(values, visit);
    if (errors) return { errors };
    const groupId = groupIdOf(visit);
    const made = await ctx.services.groups.createInvitation(
      { params: { groupId }, body: bodyOf(data, visit.lang) },
      call,
    );
    const { id, url, role, code, email, mailed } = made;
    const flash = { id, path: url, role, code, email, mailed };
    invitationFlash.put(res, `/groups/${groupId}`, flash, ctx.config.PUBLIC_URL);
    return { path: `/groups/${groupId}#invitations` };
  });
}

export async function revokeInvitation(visit: PersonalVisit): Promise<void> {
  const params = { groupId: groupIdOf(visit), invitationId: String(visit.req.params['invitationId']) };
  await change(visit, async () => {
    await visit.ctx.services.groups.deleteInvitation({ params }, visit.call);
    return { notice: 'invitation-revoked' };
  });
}

/** A class code as large as the screen: for a projector, or on paper. */
export async function showClassCode(visit: PersonalVisit): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const params = { groupId: groupIdOf(visit) };
  const [group, invitation] = await Promise.all([
    ctx.services.groups.getGroup({ params }, call),
    findInvitation(visit, String(req.params['invitationId'])),
  ]);
  if (!invitation?.code) throw new AppError('not-found', 'There is no such code');
  render(res, 'group-code', {
    ...baseViewModel(req, visit, { title: `${t('title.code')} · ${group.name}` }),
    group,
    invitation,
    code: invitation.code,
    address: `${publicOrigin(ctx, req).replace(/^https?:\/\//, '')}/join`,
  });
}

async function findInvitation(visit: PersonalVisit, id: string): Promise<Invitation | null> {
  const { ctx, call } = visit;
  const params = { groupId: groupIdOf(visit) };
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await ctx.services.groups.listInvitations({ params, query: { limit: 100, cursor } }, call);
    const found = page.items.find((invitation) => invitation.id === id);
    if (found) return found;
    cursor = page.nextCursor;
  }
  return null;
}
