import type { Activity, ActivityKind } from '@aibmc/common/contract/groups';
import type { Translate } from '../i18n/translate.ts';

/** A sentence about what happened; where it is about a canvas that is here, its title apart, so that it can be a link. */
export interface ActivitySentence {
  before: string;
  canvas: { id: string; title: string } | null;
  after: string;
}

/** Stands for the title in the sentence until that is cut there; no text of people can have it. */
const TITLE = '\u0000';

/** After these a canvas is not where the group can see it. */
const LEFT: ReadonlySet<ActivityKind> = new Set(['canvas-deleted', 'canvas-moved-out']);

/** What happened in a group in plain words. */
export function activitySentence(
  t: Translate,
  { kind, actor, person, canvas, role, roleBefore }: Activity,
): ActivitySentence {
  const nameOf = (someone: { name: string } | null) => someone?.name || t('somebody');
  const roleName = (name: string | null) => (name ? t(`role.${name}`).toLowerCase() : '');
  const sentence = t(`activity.${kind}`, {
    actor: nameOf(actor),
    person: nameOf(person ?? actor),
    canvas: canvas ? (LEFT.has(kind) ? canvas.title : TITLE) : t('activity.canvas'),
    role: roleName(role),
    before: roleName(roleBefore),
  });
  const [before = '', after = ''] = sentence.split(TITLE);
  return { before, canvas: sentence.includes(TITLE) ? canvas : null, after };
}
