import type { Language, LetterOf } from './letter.ts';

const ROLES = { viewer: 'lector', commenter: 'comentarista', editor: 'editor', owner: 'propietario' };
const SETTINGS =
  'Recibes este correo porque tienes activados los avisos por correo. Puedes desactivarlos en tu cuenta.';
const IGNORE = 'Si no lo has pedido tú, ignora este correo: no cambia nada.';

export const es: Language = {
  invitation: ({ invitedBy, groupName, role }) => ({
    subject: `Invitación a ${groupName}`,
    text: `${invitedBy} te invita al grupo «${groupName}» como ${ROLES[role]}.`,
    action: 'Abre la invitación:',
    foot: 'Si no sabes quién es, ignora este correo.',
  }),
  mention: (letter) => commentWords(letter, 'te ha mencionado'),
  reply: (letter) => commentWords(letter, 'ha respondido'),
  'role-changed': ({ groupName, role }) => ({
    subject: `Tu papel en ${groupName}`,
    text: `Ahora eres ${ROLES[role]} en el grupo «${groupName}».`,
    action: 'Abre el grupo:',
    foot: SETTINGS,
  }),
  'generation-finished': ({ canvasTitle }) => ({
    subject: `Terminado: ${canvasTitle}`,
    text: `Lo que pediste a la IA en «${canvasTitle}» ha terminado.`,
    action: 'Abre el lienzo:',
    foot: SETTINGS,
  }),
  'confirm-email': () => ({
    subject: 'Confirma tu dirección de correo',
    text: 'Esta va a ser la dirección de correo de tu cuenta de AIBMC.',
    action: 'Confírmala en las próximas 24 horas:',
    foot: IGNORE,
  }),
  'email-in-use': () => ({
    subject: 'Esta dirección de correo ya tiene una cuenta',
    text: 'Alguien ha querido dar esta dirección de correo a otra cuenta de AIBMC. Ya tiene una cuenta, así que no ha cambiado nada.',
    foot: 'Si has sido tú, inicia sesión con esta dirección o usa otra.',
  }),
  'email-changed': () => ({
    subject: 'Tu dirección de correo ha cambiado',
    text: 'Tu cuenta de AIBMC tiene ahora otra dirección de correo. Con esta ya no se inicia sesión.',
    foot: 'Si no has sido tú, díselo a quien administra esta instancia.',
  }),
  'reset-password': () => ({
    subject: 'Una contraseña nueva',
    text: 'Con este enlace eliges una contraseña nueva para tu cuenta de AIBMC. Se cierran todas tus sesiones.',
    action: 'Elígela en la próxima hora:',
    foot: IGNORE,
  }),
};

function commentWords({ by, canvasTitle, text }: LetterOf<'mention'>, did: string) {
  return {
    subject: `${by} ${did} en ${canvasTitle}`,
    text: `${by} ${did} en «${canvasTitle}»:\n\n${text}`,
    action: 'Abre el comentario:',
    foot: SETTINGS,
  };
}
