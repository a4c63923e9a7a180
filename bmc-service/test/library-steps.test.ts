import { describe, expect, test } from '@jest/globals';
import { applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import { type Block, BLOCKS, connectionKind, LANGUAGES, type Language } from '@aibmc/common/canvas/blocks';
import { checkCanvas } from '@aibmc/common/canvas/checks';
import { type ListedState, listsOf, stateOf } from '@aibmc/common/canvas/canvas-state';
import { Edit } from '@aibmc/common/canvas/edits';
import { acceptEdits } from '@aibmc/common/canvas/suggestions';
import { GENERATION_EVENTS, type GenerationEvent, type Task } from '@aibmc/common/contract/generations';
import { derivedId, newId } from '@aibmc/common/ids';
import { HELD_OUT } from '../eval/held-out.ts';
import { IDEAS } from '../eval/ideas.ts';
import { emptyCanvas } from '../eval/provider.ts';
import type { CanvasForPrompt } from '../src/clients/group-service.ts';
import { type DraftStep, editsOf } from '../src/domain/draft-step.ts';
import { librarySteps } from '../src/domain/library-steps.ts';
import { LIBRARY_TASKS } from '../src/domain/models.ts';
import type { Asked } from '../src/domain/prompt-input.ts';

const GENERATION = '4d9f1a52-5f0d-4a7c-9a5b-2f6f5c0a7e11';
const AUTHOR = newId();

type Written = readonly [Block, string];

const BREAD = IDEAS[0]!.idea;
const MATHS = IDEAS.find(({ id }) => id === 'es-academia')!.idea;

const NOTES: Record<Language, { idea: string; notes: Written[] }> = {
  en: {
    idea: BREAD,
    notes: [
      ['customer-segments', 'Office managers in Granada'],
      ['customer-segments', 'Companies'],
      ['value-propositions', 'Fresh bread, cakes and coffee for meetings'],
      ['value-propositions', 'Innovative and healthy breakfast for teams'],
      ['channels', 'Bicycle courier before eight'],
      ['channels', 'bicycle courier, before eight'],
      ['revenue-streams', 'Offices in the centre'],
      ['key-partners', 'Flour mill in the Vega'],
      ['key-resources', 'Two cargo bicycles'],
    ],
  },
  es: {
    idea: MATHS,
    notes: [
      ['customer-segments', 'Alumnos de segundo de bachillerato en Jaén'],
      ['customer-segments', 'Padres'],
      ['value-propositions', 'Aprobar la selectividad a la primera'],
      ['value-propositions', 'Clases, apuntes y simulacros de examen'],
      ['channels', 'Carteles en institutos'],
      ['revenue-streams', 'Grupos de seis alumnos'],
      ['key-activities', 'Preparar exámenes de años anteriores'],
    ],
  },
};

function board(
  language: Language,
  written: readonly Written[],
  idea = NOTES[language].idea,
): CanvasForPrompt {
  return {
    ...emptyCanvas({ id: 'board', language, idea }),
    notes: written.map(([block, text], at) => ({
      ...{ id: derivedId(GENERATION, `board:${at}`), block, text, order: `a${at}` },
      ...{ origin: 'human' as const, author: AUTHOR },
    })),
  };
}

function ask(task: Task, canvas: CanvasForPrompt, more: Partial<Asked> = {}): Asked {
  const { idea, language } = canvas.canvas;
  return {
    ...{ id: GENERATION, task, block: null, noteIds: [], idea, language },
    ...{ instruction: '', model: 'pattern-library', ...more },
  };
}

function stepsOf(task: Task, canvas: CanvasForPrompt, more?: Partial<Asked>): DraftStep[] {
  return [...librarySteps(ask(task, canvas, more), canvas)];
}

function eventsOf(task: Task, canvas: CanvasForPrompt, more?: Partial<Asked>): GenerationEvent[] {
  return stepsOf(task, canvas, more).flatMap(({ events }) => events);
}

function dataOf<N extends GenerationEvent['name']>(events: readonly GenerationEvent[], name: N) {
  return events.flatMap((event) =>
    event.name === name ? [event.data as Extract<GenerationEvent, { name: N }>['data']] : [],
  );
}

/** The canvas once all that is suggested was accepted, as a browser does it. */
function accepted(canvas: CanvasForPrompt, events: readonly GenerationEvent[]) {
  const apply = (state: CanvasState, edits: readonly Edit[]): CanvasState =>
    applyEdits(
      state,
      edits.map((edit) => ({ ...Edit.parse(edit), author: AUTHOR, origin: 'human' as const })),
    );
  const target = { generationId: GENERATION, accept: false, toBoard: true };
  const { canvas: settings, notes, connections, suggestions } = canvas;
  const before = stateOf({ ...settings, notes, connections, suggestions });
  const suggested = apply(
    before,
    editsOf(target, events, new Map(), () => true),
  );
  return listsOf(apply(suggested, acceptEdits(suggested, suggested.suggestions.keys(), newId)));
}

const passedBy = (canvas: Parameters<typeof checkCanvas>[0]): number => checkCanvas(canvas).passed;

describe('every task of the library', () => {
  const runs = LIBRARY_TASKS.flatMap((task) =>
    LANGUAGES.flatMap((language) =>
      (task === 'block' || task === 'tips' ? BLOCKS : [null]).map(
        (block): [string, Task, Language, Block | null] => [
          [task, block, language].filter(Boolean).join(' '),
          task,
          language,
          block,
        ],
      ),
    ),
  );

  test.each(runs)(
    '%s gives events that the contract knows, the same each time',
    (_name, task, language, block) => {
      const canvas = board(language, NOTES[language].notes);
      const events = eventsOf(task, canvas, { block });
      expect(events.length).toBeGreaterThan(0);
      for (const { name, data } of events) GENERATION_EVENTS[name].parse(data);
      expect(eventsOf(task, canvas, { block })).toEqual(events);
    },
  );

  test.each(runs)('%s copes with an empty canvas and no idea', (_name, task, language, block) => {
    const events = eventsOf(task, board(language, [], ''), { block });
    for (const { name, data } of events) {
      GENERATION_EVENTS[name].parse(data);
      expect(JSON.stringify(data)).not.toMatch(/undefined|null|\{\w+\}/);
    }
  });

  test('the ids of a generation belong to it', () => {
    const canvas = board('en', NOTES.en.notes);
    const ids = (id: string) =>
      dataOf(eventsOf('block', canvas, { id, block: 'channels' }), 'note').map((note) => note.id);
    expect(ids(newId())).not.toEqual(ids(newId()));
  });

  test('a task that needs an endpoint is refused', () => {
    expect(() => stepsOf('critique', board('en', NOTES.en.notes))).toThrow('model-unknown');
  });
});

describe('canvas', () => {
  test('drafts all nine blocks of an empty canvas, one a step, and passes every check', () => {
    for (const { id, idea, language } of [...IDEAS, ...HELD_OUT]) {
      const steps = stepsOf('canvas', board(language, [], idea));
      expect(steps).toHaveLength(BLOCKS.length);
      const { checks } = steps.at(-1) ?? {};
      expect([id, checks?.passed]).toEqual([id, checks?.total]);
    }
  });

  test('goes on where it was, whatever it has put on the canvas by then', () => {
    const canvas = board('en', []);
    const steps = stepsOf('canvas', canvas);
    const half = steps.slice(0, 5).flatMap(({ events }) => events);
    const after: CanvasForPrompt = { ...canvas, ...pick(accepted(canvas, half)) };
    expect(after.notes.length).toBeGreaterThan(10);
    expect(stepsOf('canvas', after)).toEqual(steps);
  });

  test('says nothing again that is there, waits or was rejected, and connects to what is there', () => {
    const drafted = dataOf(eventsOf('canvas', board('en', [])), 'note');
    const [segment, , waiting, rejected] = drafted;
    const canvas = board('en', [[segment!.block, segment!.text]]);
    canvas.suggestions = [{ id: newId(), change: { type: 'note.add', note: { ...waiting!, id: newId() } } }];
    canvas.rejected = [{ block: rejected!.block, text: rejected!.text }];
    const events = eventsOf('canvas', canvas);
    const texts = dataOf(events, 'note').map(({ text }) => text);
    for (const known of [segment, waiting, rejected]) expect(texts).not.toContain(known!.text);
    expect(texts.length).toBeGreaterThan(drafted.length - 6);
    const ends = dataOf(events, 'connection').flatMap(({ from, to }) => [from, to]);
    expect(ends).toContain(canvas.notes[0]!.id);
  });

  test('puts no more than six notes in a block', () => {
    const many = Array.from({ length: 5 }, (_, at): Written => [
      'channels',
      `Stall number ${at} on square ${'abcde'[at]}`,
    ]);
    const channels = dataOf(eventsOf('canvas', board('en', many)), 'note').filter(
      ({ block }) => block === 'channels',
    );
    expect(channels.length).toBeLessThanOrEqual(1);
  });

  test('marks what it assumes', () => {
    const notes = dataOf(eventsOf('canvas', board('en', [])), 'note');
    const assumed = notes.filter(({ assumption }) => assumption).map(({ text }) => text);
    expect(assumed).toContain('First month of bread at half price');
    expect(assumed.length).toBeLessThan(notes.length / 4);
  });
});

describe('block', () => {
  test.each(LANGUAGES.flatMap((language) => BLOCKS.map((block): [Language, Block] => [language, block])))(
    'in %s, %s gets two to four notes that are new, sound and connected',
    (language, block) => {
      const canvas = board(language, NOTES[language].notes);
      const events = eventsOf('block', canvas, { block });
      const notes = dataOf(events, 'note');
      expect(notes.length).toBeGreaterThanOrEqual(2);
      expect(notes.length).toBeLessThanOrEqual(4);
      const known = new Set(canvas.notes.map(({ text }) => text));
      const blockOf = new Map([...canvas.notes, ...notes].map((note) => [note.id, note.block]));
      const links = dataOf(events, 'connection');
      for (const note of notes) {
        expect(note.block).toBe(block);
        expect(known.has(note.text)).toBe(false);
        expect(links.some(({ from, to }) => from === note.id || to === note.id)).toBe(true);
      }
      for (const { from, to } of links)
        expect(connectionKind(blockOf.get(from)!, blockOf.get(to)!)).not.toBeNull();
    },
  );

  test('speaks of the segments of the canvas', () => {
    const canvas = board('en', NOTES.en.notes);
    const texts = dataOf(eventsOf('block', canvas, { block: 'revenue-streams' }), 'note').map(
      ({ text }) => text,
    );
    expect(texts).toContainEqual(expect.stringContaining('office managers'));
  });

  test('asked again, it says something else than what waits', () => {
    const canvas = board('en', NOTES.en.notes);
    const first = dataOf(eventsOf('block', canvas, { block: 'channels' }), 'note');
    canvas.suggestions = first.map((note) => ({ id: newId(), change: { type: 'note.add', note } }));
    const second = dataOf(eventsOf('block', canvas, { block: 'channels', id: newId() }), 'note');
    const texts = new Set(first.map(({ text }) => text));
    expect(second.filter(({ text }) => texts.has(text))).toEqual([]);
  });
});

describe('improve', () => {
  test.each(LANGUAGES)('accepted, it leaves hardly anything that the checks find (%s)', (language) => {
    const canvas = board(language, NOTES[language].notes);
    const settings = { idea: NOTES[language].idea, language };
    const before = passedBy({ ...settings, ...pick(canvas) });
    const events = eventsOf('improve', canvas);
    const after = passedBy({ ...settings, ...pick(accepted(canvas, events)) });
    expect(after).toBeGreaterThanOrEqual(before + 6);
  });

  test('in a few rounds everything passes', () => {
    let canvas = board('en', NOTES.en.notes);
    for (let round = 0; round < 4; round += 1) {
      const asked = { ...ask('improve', canvas), id: derivedId(GENERATION, `round:${round}`) };
      const events = [...librarySteps(asked, canvas)].flatMap((step) => step.events);
      canvas = { ...canvas, ...pick(accepted(canvas, events)) };
    }
    expect(checkCanvas({ idea: BREAD, language: 'en', ...pick(canvas) }).findings).toEqual([]);
  });

  const changesOf = (canvas: CanvasForPrompt, more?: Partial<Asked>) =>
    dataOf(eventsOf('improve', canvas, more), 'suggestion').map(({ change }) => change);

  test.each<[Language, string, Written, string]>([
    [
      'en',
      'a vague word',
      ['value-propositions', 'Innovative and healthy breakfast for teams'],
      'Healthy breakfast for teams',
    ],
    [
      'en',
      'a list',
      ['value-propositions', 'Fresh bread, cakes and coffee for meetings'],
      'Fresh bread for meetings',
    ],
    ['en', 'a segment without a qualifier', ['customer-segments', 'Companies'], 'Companies in Granada'],
    [
      'en',
      'an income without a mechanism',
      ['revenue-streams', 'Offices in the centre'],
      'Monthly fee for offices in the centre',
    ],
    [
      'es',
      'a segment without a qualifier',
      ['customer-segments', 'Padres'],
      'Padres con interés en la academia de matemáticas',
    ],
    [
      'es',
      'an income without a mechanism',
      ['revenue-streams', 'Grupos de seis alumnos'],
      'Cuota mensual por grupos de seis alumnos',
    ],
    ['es', 'a list', ['value-propositions', 'Clases, apuntes y simulacros de examen'], 'Clases de examen'],
  ])('in %s, %s gets a better text', (language, _what, [, text], better) => {
    const canvas = board(language, NOTES[language].notes);
    const note = canvas.notes.find((other) => other.text === text)!;
    const set = changesOf(canvas).find((change) => change.type === 'note.set' && change.noteId === note.id);
    expect(set).toMatchObject({ set: { text: better } });
  });

  test('a list becomes a note for each entry', () => {
    const added = dataOf(eventsOf('improve', board('en', NOTES.en.notes)), 'note').map(({ text }) => text);
    expect(added).toEqual(expect.arrayContaining(['Cakes for meetings', 'Coffee for meetings']));
  });

  test('of two notes that say the same, the one with fewer connections goes', () => {
    const canvas = board('en', NOTES.en.notes);
    const [kept, copy] = canvas.notes.filter(({ block }) => block === 'channels');
    canvas.connections = [{ id: newId(), from: copy!.id, to: canvas.notes[0]!.id }];
    expect(changesOf(canvas)).toContainEqual({ type: 'note.remove', noteId: kept!.id });
    expect(changesOf(canvas)).not.toContainEqual({ type: 'note.remove', noteId: copy!.id });
  });

  test('touches only the notes that it is asked about', () => {
    const canvas = board('en', NOTES.en.notes);
    const about = canvas.notes[1]!.id;
    for (const change of changesOf(canvas, { noteIds: [about] })) {
      if (change.type === 'note.set') expect(change.noteId).toBe(about);
      if (change.type === 'connection.add')
        expect([change.connection.from, change.connection.to]).toContain(about);
    }
  });

  test('says why, and nothing where all is well', () => {
    for (const { why } of dataOf(eventsOf('improve', board('en', NOTES.en.notes)), 'suggestion'))
      expect(why).toMatch(/\S/);
    const empty = board('en', []);
    const sound = { ...empty, ...pick(accepted(empty, eventsOf('canvas', empty))) };
    expect(eventsOf('improve', sound, { id: newId() })).toEqual([]);
  });
});

describe('patterns', () => {
  test.each(IDEAS)('$id gets two or three, the one that it is drafted from first', ({ idea, language }) => {
    const canvas = board(language, [], idea);
    const points = dataOf(eventsOf('patterns', canvas), 'point');
    expect(points.length).toBeGreaterThanOrEqual(2);
    expect(points.length).toBeLessThanOrEqual(3);
    expect(new Set(points.map(({ title }) => title)).size).toBe(points.length);
    expect(points[0]?.title).toBe(stepsOf('canvas', canvas)[0]?.pattern);
    for (const { kind, text, suggestions } of points) {
      expect(kind).toBe('pattern');
      expect(text).not.toMatch(/[{}]/);
      expect(suggestions.length).toBeGreaterThan(0);
    }
  });

  test('say which words of the idea speak for them', () => {
    const [first] = dataOf(eventsOf('patterns', board('en', NOTES.en.notes)), 'point');
    expect(first?.title).toBe('Subscription');
    expect(first?.text).toContain('‘subscription’, ‘every morning’');
  });

  test('suggest notes that connect to the notes of the canvas', () => {
    const canvas = board('en', NOTES.en.notes);
    const there = new Set(canvas.notes.map(({ id }) => id));
    for (const { suggestions } of dataOf(eventsOf('patterns', canvas), 'point')) {
      const links = suggestions.flatMap(({ change }) =>
        change.type === 'connection.add' ? [change.connection] : [],
      );
      expect(links.some(({ from, to }) => there.has(from) || there.has(to))).toBe(true);
    }
  });
});

describe('tips', () => {
  test.each(LANGUAGES.flatMap((language) => BLOCKS.map((block): [Language, Block] => [language, block])))(
    'in %s, %s gets three or four that differ',
    (language, block) => {
      const points = dataOf(eventsOf('tips', board(language, NOTES[language].notes), { block }), 'point');
      expect(points.length).toBeGreaterThanOrEqual(3);
      expect(points.length).toBeLessThanOrEqual(4);
      expect(new Set(points.map(({ id, title }) => `${id} ${title}`)).size).toBe(points.length);
      for (const point of points) {
        expect(point).toMatchObject({ kind: 'tip', block });
        expect(`${point.title} ${point.text}`).not.toMatch(/[{}]|undefined/);
      }
    },
  );

  test('name the notes of the block, and say how to mend them', () => {
    const canvas = board('en', NOTES.en.notes);
    const points = dataOf(eventsOf('tips', canvas, { block: 'revenue-streams' }), 'point');
    const [income] = canvas.notes.filter(({ block }) => block === 'revenue-streams');
    expect(points.filter(({ noteIds }) => noteIds.includes(income!.id)).length).toBeGreaterThanOrEqual(2);
    expect(points[0]?.suggestions.length).toBeGreaterThan(0);
  });
});

function pick({ notes, connections }: Pick<ListedState, 'notes' | 'connections'>) {
  return { notes: [...notes], connections: [...connections] };
}
