import type { Language, LetterOf } from './letter.ts';

const ROLES = { viewer: 'viewer', commenter: 'commenter', editor: 'editor', owner: 'owner' };
const SETTINGS =
  'You get this because notifications come by e-mail too. You can switch that off in your account.';
const IGNORE = 'If you did not ask for this, ignore it: nothing changes.';

export const en: Language = {
  invitation: ({ invitedBy, groupName, role }) => ({
    subject: `Invitation to ${groupName}`,
    text: `${invitedBy} invites you to the group “${groupName}” as ${ROLES[role]}.`,
    action: 'Open the invitation:',
    foot: 'If you do not know who this is, ignore it.',
  }),
  mention: (letter) => commentWords(letter, 'mentioned you'),
  reply: (letter) => commentWords(letter, 'replied'),
  'role-changed': ({ groupName, role }) => ({
    subject: `Your role in ${groupName}`,
    text: `You are now ${ROLES[role]} in the group “${groupName}”.`,
    action: 'Open the group:',
    foot: SETTINGS,
  }),
  'generation-finished': ({ canvasTitle }) => ({
    subject: `Finished: ${canvasTitle}`,
    text: `What you asked AI for on “${canvasTitle}” has finished.`,
    action: 'Open the canvas:',
    foot: SETTINGS,
  }),
  'confirm-email': () => ({
    subject: 'Confirm your e-mail address',
    text: 'This is to become the e-mail address of your AIBMC account.',
    action: 'Confirm it within 24 hours:',
    foot: IGNORE,
  }),
  'email-in-use': () => ({
    subject: 'This e-mail address has an account',
    text: 'Somebody wanted to give this e-mail address to another AIBMC account. It has an account already, so nothing was changed.',
    foot: 'If it was you, sign in with this address, or use another one.',
  }),
  'email-changed': () => ({
    subject: 'Your e-mail address was changed',
    text: 'Your AIBMC account has another e-mail address now. This one no longer signs in to it.',
    foot: 'If it was not you, tell who administers this instance.',
  }),
  'reset-password': () => ({
    subject: 'A new password',
    text: 'With this link you choose a new password for your AIBMC account. It signs you out everywhere.',
    action: 'Choose it within one hour:',
    foot: IGNORE,
  }),
};

function commentWords({ by, canvasTitle, text }: LetterOf<'mention'>, did: string) {
  return {
    subject: `${by} ${did} on ${canvasTitle}`,
    text: `${by} ${did} on “${canvasTitle}”:\n\n${text}`,
    action: 'Open the comment:',
    foot: SETTINGS,
  };
}
