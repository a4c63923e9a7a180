import type { Notification } from '@aibmc/common/contract/notifications';
import { en } from '../i18n/en.ts';
import type { Translate } from '../i18n/translate.ts';

/** What somebody is told, in one sentence. */
export function notificationSentence(
  t: Translate,
  { kind, actor, canvas, group, role }: Pick<Notification, 'kind' | 'actor' | 'canvas' | 'group' | 'role'>,
): string {
  return t(`bell.${kind}`, {
    actor: actor?.name || t('bell.somebody'),
    canvas: canvas?.title ?? '',
    group: group?.name ?? '',
    role: role ? t(`role.${role}`).toLowerCase() : '',
  });
}

/** The texts that the bell's script shows, as JSON for a data attribute: `bell.*` and the roles. */
export function bellWords(t: Translate): string {
  const keys = Object.keys(en).filter((key) => /^(bell|role)\./.test(key));
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key.replace(/^bell\./, ''), t(key)])));
}
