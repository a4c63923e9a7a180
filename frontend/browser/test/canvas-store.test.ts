import { describe, expect, test } from '@jest/globals';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import { CanvasStore, type Outcome, type SaveState } from '../canvas/canvas-store.ts';

type Detail = Pick<CanvasDetail, 'canvas' | 'notes' | 'connections'>;

const DETAIL: Detail = {
  canvas: {
    id: 'c',
    title: 'Bread',
    kind: 'bmc',
    idea: '',
    language: 'en',
    revision: 1,
    groupId: null,
    groupName: null,
    createdAt: '',
    updatedAt: '',
  },
  notes: [{ id: 'n1', block: 'channels', text: 'Door', order: 'a0', origin: 'human', author: 'ana' }],
  connections: [],
};

const add = (id: string, text: string): Edit => ({
  id: `edit-${id}`,
  type: 'note.add',
  note: { id, block: 'channels', text, order: `b${id}` },
});

/** A store whose attempts to save end as given, one after the other, and then well. */
function storeWith(outcomes: Outcome[], reloaded: Detail | null = null) {
  const sent: string[][] = [];
  const states: SaveState[] = [];
  const refused: string[] = [];
  const lost: string[] = [];
  let revision = DETAIL.canvas.revision;
  let settled: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (settled = resolve));
  const store = new CanvasStore({
    detail: DETAIL,
    userId: 'ana',
    role: 'editor',
    send: async (edits) => {
      sent.push(edits.map(({ id }) => id));
      return outcomes.shift() ?? { kind: 'saved', revision: (revision += edits.length) };
    },
    reload: async () => reloaded,
    wait: async () => undefined,
    onSaveState: (state) => {
      states.push(state);
      if (state === 'saved') settled();
    },
    onLost: ({ block, text }) => lost.push(`${block}: ${text}`),
    onRefused: (edits, reason) => refused.push(`${edits.map(({ id }) => id).join()}: ${reason}`),
  });
  return { store, sent, states, refused, lost, done };
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve));
const texts = (store: CanvasStore) => [...store.state.notes.values()].map(({ text }) => text);

describe('a canvas that is edited in the browser', () => {
  test('an act shows before it is saved', async () => {
    const { store, done } = storeWith([]);
    store.act(add('n2', 'Window'));
    expect(texts(store)).toEqual(['Door', 'Window']);
    expect(store.hasPending).toBe(true);
    await done;
    expect(store.hasPending).toBe(false);
    expect(texts(store)).toEqual(['Door', 'Window']);
  });

  test('what could not be sent is sent again with the same ids, in order, until it is acknowledged', async () => {
    const { store, sent, states, done } = storeWith([{ kind: 'unreachable' }, { kind: 'signed-out' }]);
    store.act(add('n2', 'Window'));
    store.act(add('n3', 'Stall'));
    await done;
    expect(sent).toEqual([['edit-n2'], ['edit-n2'], ['edit-n2'], ['edit-n3']]);
    expect(states).toEqual(['saving', 'offline', 'signed-out', 'saving', 'saved']);
    expect(texts(store)).toEqual(['Door', 'Window', 'Stall']);
  });

  test('a refused act disappears and is handed back; the others stay', async () => {
    const { store, refused, done } = storeWith([{ kind: 'refused', reason: 'too long' }]);
    store.act(add('n2', 'Window'));
    store.act(add('n3', 'Stall'));
    await done;
    expect(refused).toEqual(['edit-n2: too long']);
    expect(texts(store)).toEqual(['Door', 'Stall']);
  });

  test('a refresh takes the canvas of the server and keeps on top what is not acknowledged', async () => {
    const other = { ...DETAIL.notes[0], id: 'n9', text: 'By Ben' } as CanvasDetail['notes'][number];
    const { store } = storeWith([], { ...DETAIL, notes: [other] });
    await store.refresh();
    expect(texts(store)).toEqual(['By Ben']);
  });

  test('a revision that others made too has the canvas read again', async () => {
    const other = { ...DETAIL.notes[0], id: 'n9', text: 'By Ben' } as CanvasDetail['notes'][number];
    const { store, done } = storeWith([{ kind: 'saved', revision: 3 }], { ...DETAIL, notes: [other] });
    store.act(add('n2', 'Window'));
    await done;
    await nextTask();
    expect(texts(store)).toEqual(['By Ben']);
  });

  test('a text written into a note that somebody deleted is handed back, once', async () => {
    const { store, lost, done } = storeWith([{ kind: 'saved', revision: 3 }], { ...DETAIL, notes: [] });
    store.act({ id: 'edit-set', type: 'note.set', noteId: 'n1', set: { text: 'Front door' } });
    await done;
    await nextTask();
    expect(lost).toEqual(['channels: Front door']);
    await store.refresh();
    expect(lost).toHaveLength(1);
    expect(texts(store)).toEqual([]);
  });

  test('a note of a draft comes once, however often the stream repeats it', () => {
    const { store } = storeWith([]);
    store.receive(add('n5', 'Drafted'), { author: 'ana', origin: 'ai' });
    store.receive(add('n5', 'Drafted'), { author: 'ana', origin: 'ai' });
    expect(texts(store)).toEqual(['Door', 'Drafted']);
    expect(store.state.notes.get('n5')?.origin).toBe('ai');
  });
});
