import { describe, expect, test } from '@jest/globals';
import { type Block, BLOCKS, connectionKind, LANGUAGES } from '../src/canvas/blocks.ts';
import { checkCanvas, type CheckedCanvas, CHECK_IDS, CHECKS } from '../src/canvas/checks.ts';
import { connectableBlocks, connectionWords, whyNoConnection } from '../src/canvas/connection-words.ts';
import { type OpenFinding, openFindings, stepOf } from '../src/canvas/open-findings.ts';

const note = (id: string, block: Block, text: string) => ({ id, block, text });

const OFFICE = note('office', 'customer-segments', 'Offices in Granada that start early');
const BREAD = note('bread', 'value-propositions', 'Fresh bread before the first meeting');
const OVEN = note('oven', 'key-resources', 'Deck oven for sourdough');
const BIKES = note('bikes', 'key-resources', 'Six cargo bikes');
const LEASE = note('lease', 'cost-structure', 'Oven lease of the bakery');

function found(notes: CheckedCanvas['notes'], connections: CheckedCanvas['connections'] = []) {
  const { findings } = checkCanvas({ idea: '', language: 'en', notes, connections });
  const byId = new Map(notes.map((each) => [each.id, each]));
  const open = openFindings(findings, byId, 'en');
  const get = (key: string) => open.find((each) => each.key === key) as OpenFinding;
  const step = (key: string) => stepOf(get(key), byId, 'en');
  return { open, get, step };
}

describe('findings in words', () => {
  test('name the note, the block, what is missing, or the pair', () => {
    const { get } = found([
      OFFICE,
      note('money', 'revenue-streams', 'Money from the offices'),
      note('twin', 'customer-segments', 'Offices in Granada, that start early'),
      note('vague', 'channels', 'Channels of an innovative kind'),
    ]);
    expect(get('segment-channel:office').title).toBe(
      'No channel reaches ‘Offices in Granada that start early’',
    );
    expect(get('blocks-filled:key-partners').title).toBe('Key partners: nothing here yet');
    expect(get('revenue-connected:money').title).toBe(
      '‘Money from the offices’ still needs a customer segment and a value proposition',
    );
    expect(get('no-duplicates:office').title).toMatch(/‘Offices .*’ and ‘Offices .*’ say the same/);
    expect(get('no-vague-words:vague').title).toBe(
      '‘innovative’ in ‘Channels of an innovative kind’ is vague',
    );
  });

  test('leave no placeholder unfilled, in any check and language', () => {
    for (const check of CHECK_IDS) {
      for (const language of LANGUAGES) {
        const finding = {
          check,
          block: 'channels' as const,
          noteIds: ['office', 'bread'],
          detail: 'channels',
        };
        const notes = new Map([OFFICE, BREAD].map((each) => [each.id, each]));
        const [open] = openFindings([finding], notes, language);
        expect(open?.title).not.toMatch(/[{}]|undefined|‘’|«»/);
        expect(open?.why).toBe(CHECKS[check][language].why);
        expect(stepOf(open!, notes, language).label).not.toMatch(/[{}]|undefined|‘’|«»/);
      }
    }
  });

  test('come with the most useful of each check first', () => {
    const { open } = found([OFFICE, { ...OFFICE, id: 'other', text: 'Coworking spaces of Granada' }]);
    const checks = open.map(({ check }) => check);
    const first = checks.slice(0, new Set(checks).size);
    expect(new Set(first).size).toBe(first.length);
    expect(checks[0]).toBe('blocks-filled');
    expect(checks[1]).toBe('segment-proposition');
  });

  test('do not say of a note that lacks connections that it has none, too', () => {
    const { open } = found([OFFICE, OVEN]);
    expect(open.map(({ key }) => key)).toContain('no-orphans:oven');
    expect(open.map(({ key }) => key)).not.toContain('no-orphans:office');
  });

  test('long notes are named by their beginning', () => {
    const { get } = found([note('long', 'channels', `${'very '.repeat(30)}long`)]);
    expect(get('no-orphans:long').title.length).toBeLessThan(80);
  });
});

describe('the one step that leads on', () => {
  test('connects to the note that shares words, else to a note of the block', () => {
    const { step } = found([LEASE, OVEN, BIKES, OFFICE, BREAD]);
    expect(step('cost-cause:lease')).toMatchObject({
      act: 'connect',
      noteId: 'lease',
      best: 'oven',
      label: 'Connect to ‘Deck oven for sourdough’',
    });
    expect(step('segment-proposition:office')).toMatchObject({
      act: 'connect',
      blocks: ['value-propositions'],
      label: 'Connect to a value proposition',
    });
  });

  test('adds what there is nothing of to connect to', () => {
    const { step } = found([OFFICE]);
    expect(step('segment-channel:office')).toMatchObject({
      act: 'add',
      block: 'channels',
      label: 'Add a channel',
    });
    expect(step('blocks-filled:channels')).toMatchObject({ act: 'add', block: 'channels' });
  });

  test('only shows to who may only read', () => {
    const { get } = found([OFFICE, BREAD]);
    const notes = new Map([OFFICE, BREAD].map((each) => [each.id, each]));
    const read = (key: string) => stepOf(get(key), notes, 'en', false);
    expect(read('segment-proposition:office')).toMatchObject({ act: 'show', label: 'Show note' });
    expect(read('blocks-filled:channels')).toMatchObject({ act: 'show-block', label: 'Show block' });
  });

  test('adds a second note, but shows a block that has too many', () => {
    const many = Array.from({ length: 7 }, (_, n) => note(`n${n}`, 'channels', `Market stall number ${n}`));
    const { step } = found([OFFICE, ...many]);
    expect(step('notes-per-block:customer-segments')).toMatchObject({ act: 'add' });
    expect(step('notes-per-block:channels')).toMatchObject({ act: 'show-block', block: 'channels' });
  });

  test('shows the note where its own words are to be mended', () => {
    const { step } = found([note('x', 'channels', 'Everyone')]);
    expect(step('note-length:x')).toMatchObject({ act: 'show', noteId: 'x' });
  });
});

describe('connections in words', () => {
  test('every pair that connects has words from both ends, in both languages, and no other has', () => {
    for (const language of LANGUAGES) {
      for (const a of BLOCKS) {
        for (const b of BLOCKS) {
          const connects = (connectionKind(a, b) ?? connectionKind(b, a)) !== null;
          expect([a, b, connectionWords(a, b, language) !== null]).toEqual([a, b, connects]);
          expect(connectableBlocks(a).includes(b)).toBe(connects);
        }
      }
    }
    expect(connectionWords('channels', 'customer-segments', 'en')).toBe('reaches');
    expect(connectionWords('customer-segments', 'channels', 'en')).toBe('is reached by');
    expect(connectionWords('key-partners', 'key-activities', 'es')).toBe('realiza');
  });

  test('a pair that does not connect is told why, and what does', () => {
    expect(whyNoConnection('key-partners', 'customer-segments', 'en')).toBe(
      'Key partners do not connect to customer segments. They connect to value propositions, key resources, key activities, or costs.',
    );
    expect(whyNoConnection('channels', 'channels', 'en')).toMatch(/^Channels do not connect to each other\./);
    expect(whyNoConnection('channels', 'key-partners', 'es')).toMatch(
      /^Los canales no se conectan con los socios clave\. Se conectan con /,
    );
  });
});
