import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkCanvas } from '@aibmc/common/canvas/checks';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import express from 'express';
import request from 'supertest';
import { translator } from '../src/i18n/translate.ts';
import { setUpViews } from '../src/render.ts';
import { initials, viewFor } from '../src/view-models/view.ts';

const person = {
  id: '018f3c1e-0000-7000-8000-000000000001',
  name: 'Ana Molina',
  email: 'ana@example.org',
  colour: null,
  isAdmin: false,
};
const HOSTILE = `"><img src=x onerror=alert(1)></textarea><script>'&`;

function base(lang: 'en' | 'es') {
  return {
    lang,
    t: translator(lang),
    view: viewFor(lang, null),
    theme: 'system',
    path: '/canvases/1',
    person,
    title: 'Bread',
    assets: { css: '/app.css', js: '/app.js', url: (name: string) => `/${name}` },
  };
}

function detailOf(texts: [CanvasDetail['notes'][number]['block'], string][]): CanvasDetail {
  return {
    canvas: {
      id: 'c1',
      title: 'Bread',
      kind: 'bmc',
      idea: 'Bread by bicycle',
      language: 'en',
      revision: 1,
      groupId: null,
      groupName: null,
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
    },
    notes: texts.map(([block, text], n) => ({
      id: `n${n}`,
      block,
      text,
      order: `a${n}`,
      origin: 'human',
      author: person.id,
    })),
    connections: texts.length > 1 ? [{ id: 'l', from: 'n1', to: 'n0' }] : [],
    suggestions: [],
    role: 'owner',
    people: [],
  };
}

function canvasVm(detail: CanvasDetail, edit = true, lang: 'en' | 'es' = 'en') {
  const { canvas, notes, connections } = detail;
  return {
    ...base(lang),
    detail,
    generation: null as { id: string; status: string; model: string; pattern: string | null } | null,
    models: null,
    usage: null,
    checks: checkCanvas({ notes, connections, idea: canvas.idea, language: 'en' }),
    can: { edit, generate: edit, delete: edit },
    requestKey: 'key',
    values: {},
    errors: {},
  };
}

async function html(page: string, vm: object): Promise<string> {
  const app = express();
  setUpViews(app, { viewsDir: path.join(import.meta.dirname, '../views'), cache: true });
  app.get('/', (_req, res) => res.render(page, { vm }));
  const { status, text } = await request(app).get('/');
  expect(status).toBe(200);
  return text;
}

const SEGMENT: [CanvasDetail['notes'][number]['block'], string] = ['customer-segments', 'Offices in Granada'];

describe('the canvas page', () => {
  test('shows every note in its block, and its segment as a colour and in words', async () => {
    const text = await html('canvas', canvasVm(detailOf([SEGMENT, ['channels', 'Bicycle to the door']])));
    expect(text).toMatch(/id="note-n1" data-hue="blue" title="Offices in Granada"/);
    expect(text).toContain('Segment: Offices in Granada');
  });

  test('text of people reaches the page as text only', async () => {
    const detail = detailOf([SEGMENT, ['channels', HOSTILE]]);
    detail.canvas.title = HOSTILE;
    const text = await html('canvas', canvasVm(detail));
    expect(text).not.toContain('<img src=x');
    expect(text).not.toContain('</textarea><script>');
  });

  test('has no inline script, style or handler, which the policy would block', async () => {
    const text = await html('canvas', canvasVm(detailOf([SEGMENT])));
    expect(text).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+="/);
  });

  test('an empty block asks its question; a form adds to it without a script', async () => {
    const text = await html('canvas', canvasVm(detailOf([]), true, 'es'));
    expect(text).toMatch(/<p class="question">¿Cómo nos encuentran/);
    expect(text).toMatch(/id="add-channels" method="post" action="\/canvases\/c1\/notes"/);
  });

  test('who may only read gets no form and no button to change anything', async () => {
    const text = await html('canvas', canvasVm({ ...detailOf([SEGMENT]), role: 'viewer' }, false));
    expect(text).not.toMatch(/action="\/canvases\//);
    expect(text).toContain('View only');
  });

  test('a draft that is being made can be cancelled, and renews itself where there is no script', async () => {
    const generation = { id: 'g1', status: 'running', model: 'pattern-library', pattern: null };
    const text = await html('canvas', { ...canvasVm(detailOf([])), generation });
    expect(text).toContain('action="/canvases/c1/generations/g1/cancel"');
    expect(text).toMatch(/<noscript><meta http-equiv="refresh"/);
  });

  test('a draft from a pattern says so', async () => {
    const generation = { id: 'g1', status: 'done', model: 'pattern-library', pattern: 'Subscription' };
    const text = await html('canvas', { ...canvasVm(detailOf([SEGMENT])), generation });
    expect(text).toContain('Drafted from the pattern “Subscription”');
  });

  test.each(['failed', 'interrupted', 'cancelled'])(
    'a draft that %s before its end can go on, without a script too',
    async (status) => {
      const generation = { id: 'g1', status, model: 'small', pattern: null };
      const text = await html('canvas', { ...canvasVm(detailOf([SEGMENT])), generation });
      expect(text).toMatch(/name="requestKey" value="key"><input type="hidden" name="continues" value="g1">/);
      const reader = await html('canvas', { ...canvasVm(detailOf([SEGMENT]), false), generation });
      expect(reader).not.toContain('name="continues"');
    },
  );

  test('who may generate can ask AI in the bar, in a tab and in each block; others find nothing of it', async () => {
    const text = await html('canvas', canvasVm(detailOf([SEGMENT])));
    expect(text).toContain('data-opens="ai"');
    expect(text).toContain('id="tab-panel-ai"');
    expect(text.match(/data-block-ai/g)).toHaveLength(9);
    const reader = await html('canvas', canvasVm({ ...detailOf([SEGMENT]), role: 'viewer' }, false));
    expect(reader).not.toMatch(/tab-ai|data-opens="ai"|data-block-ai/);
  });

  test('what was typed and refused is still there, with the reason', async () => {
    const values = { block: 'channels', text: 'x'.repeat(300) };
    const vm = { ...canvasVm(detailOf([SEGMENT])), values, errors: { text: 'At most 280 characters.' } };
    const text = await html('canvas', vm);
    expect(text).toContain(`>${values.text}</textarea>`);
    expect(text).toContain('At most 280 characters.');
  });
});

describe('other pages', () => {
  test('the landing page draws an example canvas of nine blocks', async () => {
    const text = await html('landing', { ...base('es'), person: null });
    expect(text.match(/<section class="block /g)).toHaveLength(9);
    expect(text).not.toContain('<form class="note-add');
  });

  test('a list without canvases offers to make the first one', async () => {
    const text = await html('canvases', { ...base('en'), canvases: [], groups: [], nextCursor: null });
    expect(text).toMatch(/href="\/canvases\/new">Make the first one/);
  });
});

describe('what stands for a name', () => {
  test.each([
    ['Ana Molina', 'AM'],
    ['  ben ', 'B'],
    ['Diego de la Fuente', 'DF'],
    ['', '·'],
    ['🍞 bakery', '🍞B'],
  ])('%j gives %s', (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});
