import { describe, expect, test } from '@jest/globals';
import { type Block, BLOCKS, type Language } from '../src/canvas/blocks.ts';
import { type CheckedCanvas, checkCanvas, CHECK_IDS, CHECKS, type CheckId } from '../src/canvas/checks.ts';
import { canvasOf, IDEA, TEXTS } from './sound-canvas.ts';

const LINKS: [Block, Block][] = [
  ['value-propositions', 'customer-segments'],
  ['channels', 'customer-segments'],
  ['customer-relationships', 'customer-segments'],
  ['revenue-streams', 'customer-segments'],
  ['revenue-streams', 'value-propositions'],
  ['key-resources', 'value-propositions'],
  ['key-activities', 'value-propositions'],
  ['key-partners', 'key-resources'],
  ['cost-structure', 'key-activities'],
];

/** A canvas that passes everything: note n of each block belongs to note n of the others. */
function soundCanvas(): CheckedCanvas {
  return canvasOf(TEXTS, LINKS);
}

function without(block: Block): CheckedCanvas {
  const canvas = soundCanvas();
  return { ...canvas, notes: canvas.notes.filter((note) => note.block !== block) };
}

function rewritten(id: string, text: string, canvas = soundCanvas()): CheckedCanvas {
  return { ...canvas, notes: canvas.notes.map((note) => (note.id === id ? { ...note, text } : note)) };
}

function unlinked(from: string, to: string): CheckedCanvas {
  const canvas = soundCanvas();
  return {
    ...canvas,
    connections: canvas.connections.filter((link) => !(link.from.startsWith(from) && link.to.startsWith(to))),
  };
}

function findingsOf(check: CheckId, canvas: CheckedCanvas) {
  return checkCanvas(canvas).findings.filter((finding) => finding.check === check);
}

function noteFindings(check: CheckId, text: string, id = 'channels-0') {
  return findingsOf(check, rewritten(id, text));
}

describe('the score', () => {
  test('a sound canvas has no findings and passes all nineteen', () => {
    expect(checkCanvas(soundCanvas())).toEqual({ findings: [], passed: 19, total: 19 });
  });

  test('an empty canvas passes nothing and is asked for all nine blocks', () => {
    const { findings, passed, total } = checkCanvas({
      idea: IDEA,
      language: 'en',
      notes: [],
      connections: [],
    });
    expect({ passed, total }).toEqual({ passed: 0, total: 19 });
    expect(findings.map(({ check, block }) => [check, block])).toEqual(
      BLOCKS.map((b) => ['blocks-filled', b]),
    );
  });

  test('a single good note does not pass checks about notes that are not there', () => {
    const canvas = soundCanvas();
    const { passed } = checkCanvas({ ...canvas, notes: canvas.notes.slice(0, 1) });
    expect(passed).toBe(0);
  });

  test.each(BLOCKS)('without %s fewer checks pass', (block) => {
    const { passed, findings } = checkCanvas(without(block));
    expect(findings).toContainEqual({ check: 'blocks-filled', block });
    expect(passed).toBeLessThanOrEqual(17);
  });

  test('the words of the idea are left out where it has none', () => {
    expect(checkCanvas({ ...soundCanvas(), idea: ' 🍞 2024 ' })).toEqual({
      findings: [],
      passed: 18,
      total: 18,
    });
  });

  test('every check has a title, a why and a fix in both languages', () => {
    expect(CHECK_IDS).toHaveLength(19);
    for (const id of CHECK_IDS) {
      for (const language of ['en', 'es'] satisfies Language[]) {
        const { title, found, why, fix } = CHECKS[id][language];
        for (const text of [title, found, why, fix]) expect(text.length).toBeGreaterThan(10);
      }
    }
  });
});

describe('a note by itself', () => {
  test.each([
    ['Bread, cakes and coffee', true],
    ['Web shop / market stall / phone', true],
    ['Pan, bollos y café', true],
    ['Bread and cakes and pies', true],
    ['We bake at night. Riders deliver early.', true],
    ['Baking at night; riding at dawn', true],
    ['Fruit and vegetables from Motril', false],
    ['Fresh bread, before nine', false],
    ['Deliveries to St. Mary hospital', false],
    ['Offices of 1,000 people', false],
  ])('one idea: %s', (text, found) => {
    expect(noteFindings('one-idea', text)).toHaveLength(found ? 1 : 0);
  });

  test.each([
    ['Bread', true],
    ['Bread online', true],
    ['Fresh bread online', false],
    ['one two three four five six seven eight nine ten eleven twelve', false],
    ['one two three four five six seven eight nine ten eleven twelve thirteen', true],
    ['🍞 🥐 ☕ 🚲', true],
  ])('length: %s', (text, found) => {
    expect(noteFindings('note-length', text)).toHaveLength(found ? 1 : 0);
  });

  test.each([
    ['Bread for everyone in Granada', 'everyone'],
    ['An INNOVATIVE kind of bread', 'innovative'],
    ['Bread of high quality flour', 'high quality'],
    ['Pan para todo el mundo', 'todo el mundo'],
    ['Un método Innovador de horneado', 'innovador'],
    ['Pan recién hecho todos los días', null],
    ['Everyday bread for offices', null],
  ])('vague words: %s', (text, word) => {
    expect(noteFindings('no-vague-words', text).map(({ detail }) => detail)).toEqual(word ? [word] : []);
  });

  test.each([
    ['Companies', true],
    ['All of the companies', true],
    ['People and companies', true],
    ['Todas las empresas', true],
    ['Small companies', false],
    ['Companies of 20 people', false],
    ['Oficinas de Granada', false],
  ])('segment qualifier: %s', (text, found) => {
    expect(noteFindings('segment-qualifier', text, 'customer-segments-0')).toHaveLength(found ? 1 : 0);
  });

  test.each([
    ['Money from the offices', true],
    ['Ingresos de las oficinas', true],
    ['Monthly subscription per office', false],
    ['€40 a month and office', false],
    ['Comisión del 10 por pedido', false],
    ['Cuota mensual de cada oficina', false],
  ])('revenue mechanism: %s', (text, found) => {
    expect(noteFindings('revenue-mechanism', text, 'revenue-streams-0')).toHaveLength(found ? 1 : 0);
  });
});

describe('connections', () => {
  test.each<[CheckId, Block, Block, Block]>([
    ['segment-proposition', 'value-propositions', 'customer-segments', 'customer-segments'],
    ['proposition-segment', 'value-propositions', 'customer-segments', 'value-propositions'],
    ['segment-channel', 'channels', 'customer-segments', 'customer-segments'],
    ['segment-relationship', 'customer-relationships', 'customer-segments', 'customer-segments'],
    ['revenue-connected', 'revenue-streams', 'customer-segments', 'revenue-streams'],
    ['revenue-connected', 'revenue-streams', 'value-propositions', 'revenue-streams'],
    ['partner-provides', 'key-partners', 'key-resources', 'key-partners'],
    ['cost-cause', 'cost-structure', 'key-activities', 'cost-structure'],
  ])('%s is found without %s → %s', (check, from, to, block) => {
    const found = findingsOf(check, unlinked(`${from}-0`, `${to}-0`));
    expect(found).toMatchObject([{ check, block, noteIds: [`${block}-0`] }]);
    // the blocks to one of which it is to be connected
    expect(found[0]?.detail?.split(' ')).toContain(from === block ? to : from);
  });

  test('a value proposition needs one backing, whichever it is', () => {
    const backing = soundCanvas().connections.filter(({ from }) => !from.startsWith('key-resources'));
    expect(findingsOf('proposition-backed', { ...soundCanvas(), connections: backing })).toEqual([]);
    const none = backing.filter(({ from }) => !from.startsWith('key-activities'));
    expect(findingsOf('proposition-backed', { ...soundCanvas(), connections: none })).toHaveLength(2);
  });

  test('a connection counts in either direction', () => {
    const canvas = soundCanvas();
    const turned = canvas.connections.map(({ from, to }) => ({ from: to, to: from }));
    expect(checkCanvas({ ...canvas, connections: turned }).findings).toEqual([]);
  });

  test('orphans are found; a connection to a note that is gone or does not fit is none', () => {
    const canvas = soundCanvas();
    const extra = { id: 'extra', block: 'channels' as const, text: 'Bread stall near the offices' };
    const connections = [
      ...canvas.connections,
      { from: 'extra', to: 'gone' },
      { from: 'extra', to: 'key-resources-0' },
      { from: 'extra', to: 'extra' },
    ];
    expect(checkCanvas({ ...canvas, notes: [...canvas.notes, extra], connections }).findings).toEqual([
      { check: 'no-orphans', block: 'channels', noteIds: ['extra'] },
    ]);
  });
});

describe('the canvas as a whole', () => {
  test('one note or seven in a block are found, with their number', () => {
    const canvas = soundCanvas();
    const one = canvas.notes.filter(({ id }) => id !== 'channels-1');
    expect(findingsOf('notes-per-block', { ...canvas, notes: one })).toEqual([
      { check: 'notes-per-block', block: 'channels', detail: '1' },
    ]);
    const more = Array.from({ length: 5 }, (_, n) => ({
      id: `more-${n}`,
      block: 'channels' as const,
      text: `Bread stall near gate ${n}`,
    }));
    expect(findingsOf('notes-per-block', { ...canvas, notes: [...canvas.notes, ...more] })).toEqual([
      { check: 'notes-per-block', block: 'channels', detail: '7' },
    ]);
  });

  test('duplicates are found whatever their case, accents and function words', () => {
    const canvas = rewritten('channels-1', 'BICYCLE delivery at every óffice door');
    expect(findingsOf('no-duplicates', canvas)).toEqual([
      { check: 'no-duplicates', block: 'channels', noteIds: ['channels-0', 'channels-1'] },
    ]);
  });

  test('another language is found, but not from a name or two', () => {
    const names = rewritten('channels-0', 'Fiesta de la Vendimia del Albaicín');
    expect(findingsOf('language', names)).toEqual([]);
    const mixed = rewritten('channels-1', 'Reparto en bicicleta para las oficinas', names);
    expect(findingsOf('language', mixed)).toEqual([
      { check: 'language', noteIds: ['channels-0', 'channels-1'], detail: 'es' },
    ]);
    expect(findingsOf('language', { ...soundCanvas(), language: 'es' })).toHaveLength(1);
  });

  test('words of the idea count in other forms, and less than half of the notes is found', () => {
    const forms = {
      ...soundCanvas(),
      idea: 'Bikes? Bicycles, breads, officés, subscribing sourdoughs in granada, meeting',
    };
    expect(findingsOf('idea-words', forms)).toEqual([]);
    const [finding] = findingsOf('idea-words', { ...soundCanvas(), idea: 'Yoga lessons at home' });
    expect(finding?.detail).toBe('0/18');
    expect(finding?.noteIds).toHaveLength(18);
  });
});

describe('speed', () => {
  test('300 notes are checked well within a keystroke', () => {
    const canvas = soundCanvas();
    const notes = Array.from({ length: 300 }, (_, n) => {
      const { block, text } = canvas.notes[n % 18]!;
      return { id: `n${n}`, block, text: `${text} ${n}` };
    });
    const connections = Array.from({ length: 900 }, (_, n) => ({
      from: `n${n % 300}`,
      to: `n${(n * 7) % 300}`,
    }));
    const times = Array.from({ length: 60 }, () => {
      const start = performance.now();
      checkCanvas({ ...canvas, notes, connections });
      return performance.now() - start;
    });
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(10);
  });
});
