import { describe, expect, test } from '@jest/globals';
import { translator } from '../src/i18n/translate.ts';
import { activitySentence } from '../src/view-models/activity.ts';
import { bellWords, notificationSentence } from '../src/view-models/notification.ts';
import { happenings, notifications } from './fixtures.ts';

const t = { en: translator('en'), es: translator('es') };

function activity(kind: string, lang: 'en' | 'es' = 'en'): string {
  const happening = happenings.find((each) => each.kind === kind);
  if (!happening) throw new Error(`no ${kind}`);
  const { before, canvas, after } = activitySentence(t[lang], happening);
  return `${before}${canvas ? `[${canvas.title}]` : ''}${after}`;
}

describe('what happened in a group', () => {
  test.each([
    ['role-changed', 'Ada <b> changed the role of Bob from viewer to editor'],
    ['member-joined', 'Bob joined as editor'],
    ['canvas-moved-in', 'Ada <b> moved [Bikes <b>&"] here'],
    ['canvas-deleted', 'Ada <b> moved Bikes <b>&" to the trash'],
    ['canvas-moved-out', 'Ada <b> moved Bikes <b>&" elsewhere'],
  ])('%s: %s', (kind, sentence) => {
    expect(activity(kind)).toBe(sentence);
  });

  test('is told in Spanish', () => {
    expect(activity('role-changed', 'es')).toBe('Ada <b> ha cambiado el rol de Bob de lector a editor');
  });

  test('is told without names that are not known any more', () => {
    const nobody = { ...happenings[0]!, kind: 'canvas-created' as const, actor: null, person: null };
    expect(activitySentence(t.en, { ...nobody, canvas: null })).toEqual({
      before: 'Somebody made a canvas',
      canvas: null,
      after: '',
    });
  });

  test('every kind has a whole sentence', () => {
    for (const { kind } of happenings) expect(activity(kind)).not.toMatch(/\{|activity\.|undefined/);
  });
});

describe('what somebody is told', () => {
  test('is a sentence for every kind', () => {
    expect(notifications.map((told) => notificationSentence(t.en, told))).toEqual([
      'Bob <b> mentioned you on Bikes <b>&"',
      'Bob <b> replied on Bikes <b>&"',
      'Bob <b> invites you to Founders',
      'Your role in Founders is editor now',
      'AI has finished on Bikes <b>&"',
      'Somebody mentioned you on ',
    ]);
  });

  test('has its texts in the page for the script of the bell', () => {
    const words = JSON.parse(bellWords(t.es)) as Record<string, string>;
    for (const { kind } of notifications) expect(words[kind]).toBeTruthy();
    expect(words['role.owner']).toBe('Propietario');
  });
});
