import { describe, expect, test } from '@jest/globals';
import { applyEdit, applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import {
  acceptEdits,
  blockOfSuggestion,
  isMoot,
  openSuggestions,
  originsOf,
  rejectEdits,
  suggestionsToDecide,
} from '@aibmc/common/canvas/suggestions';
import { newId } from '@aibmc/common/ids';
import { end, noteIn, putUp, stateWith, suggest } from './suggested.ts';

const author = newId();
const after = (state: CanvasState, edits: readonly Edit[]): CanvasState =>
  applyEdits(
    state,
    edits.map((edit) => ({ ...edit, author, origin: 'human' as const })),
  );
const ids = (suggestions: Iterable<Suggestion>) => [...suggestions].map(({ id }) => id);
const open = ({ suggestions }: CanvasState) => ids(suggestions.values());

const shop = noteIn('channels', 'Shop');
const guests = noteIn('customer-segments', 'Guests');
const bread = noteIn('value-propositions', 'Bread');
const reaches = { id: newId(), from: shop.id, to: guests.id };
const board = (...suggestions: Suggestion[]) => stateWith([shop, guests, bread], [reaches], suggestions);

describe('open suggestions', () => {
  test('are in the order in which they came, those that are put up again last', () => {
    const [first, second, third] = ['A', 'B', 'C'].map((text) => suggest.note('channels', text));
    const edits = [putUp(first!), putUp(second!), putUp(third!), end(first!, 'rejected'), putUp(first!)];
    const wanted = ids([second!, third!, first!]);
    expect(open(after(board(), edits))).toEqual(wanted);
    const oneByOne = edits.reduce(
      (state, edit) => applyEdit(state, edit, { author, origin: 'human' }),
      board(),
    );
    expect(open(oneByOne)).toEqual(wanted);
    // and where the first one was there before
    expect(open(after(board(first!), edits))).toEqual(wanted);
  });

  test('stay where they are when they change', () => {
    const [first, second] = [suggest.note('channels', 'A'), suggest.note('channels', 'B')];
    const change = { ...first.change, note: { ...first.change.note, text: 'Better' } };
    const edit: Edit = { id: newId(), type: 'suggestion.set', suggestionId: first.id, set: { change } };
    const state = after(board(first, second), [edit, { ...edit, id: newId(), suggestionId: newId() }]);
    expect([...state.suggestions.values()]).toEqual([{ ...first, change }, second]);
  });

  test('take marks of checks, and lose them again', () => {
    const one = suggest.note('channels', 'A');
    const set = (fails: string[] | null): Edit => {
      return { id: newId(), type: 'suggestion.set', suggestionId: one.id, set: { fails } };
    };
    const failing = after(board(one), [set(['too-long'])]);
    expect(failing.suggestions.get(one.id)).toEqual({ ...one, fails: ['too-long'] });
    expect(after(failing, [set(null)]).suggestions.get(one.id)).toEqual(one);
  });

  test('are put up once, and end once', () => {
    const one = suggest.note('channels', 'A');
    const state = after(board(), [putUp(one), putUp({ ...one, why: 'Again' })]);
    expect(state.suggestions.get(one.id)).toEqual(one);
    const ended = after(state, [end(one, 'withdrawn'), end(one, 'accepted')]);
    expect(ended.suggestions.size).toBe(0);
    expect(after(board(), [end(one, 'rejected')])).toEqual(board());
  });

  test('are moot where they would change nothing, and come back with what they are about', () => {
    const moot = [
      suggest.note('channels', 'Shop', { id: shop.id }),
      suggest.set(shop.id, { text: 'Shop' }),
      suggest.set(newId(), { text: 'Stall' }),
      suggest.removal(newId()),
      suggest.disconnection(newId()),
      suggest.connection(shop.id, guests.id),
      suggest.connection(shop.id, newId()),
      suggest.connection(guests.id, shop.id),
    ];
    const live = [
      suggest.note('channels', 'Stall'),
      suggest.set(shop.id, { text: 'Stall' }),
      suggest.set(shop.id, { assumption: true }),
      suggest.removal(shop.id),
      suggest.disconnection(reaches.id),
      suggest.connection(bread.id, guests.id),
    ];
    const state = board(...moot, ...live);
    expect(moot.filter((one) => !isMoot(one, state))).toEqual([]);
    expect(ids(openSuggestions(state))).toEqual(ids(live));

    const gone = after(state, [{ id: newId(), type: 'note.remove', noteId: shop.id }]);
    const [note, , , , , connection] = live;
    // one suggests the very note that is gone, another its connection
    expect(ids(openSuggestions(gone))).toEqual(ids([moot[0]!, moot[5]!, note!, connection!]));
    const again = { id: shop.id, block: shop.block, text: shop.text };
    const back = after(gone, [{ id: newId(), type: 'note.add', note: again }]);
    expect(ids(openSuggestions(back))).toEqual(
      ids([moot[5]!, ...live.filter(({ change }) => change.type !== 'connection.remove')]),
    );
  });

  test('show in the block of their note', () => {
    const state = board();
    const stall = suggest.note('channels', 'Stall');
    const along = suggest.connection(stall.change.note.id, guests.id);
    const withStall = board(stall, along);
    expect(blockOfSuggestion(stall, withStall)).toBe('channels');
    expect(blockOfSuggestion(along, withStall)).toBe('channels');
    expect(blockOfSuggestion(suggest.set(bread.id, { text: 'x' }), state)).toBe('value-propositions');
    expect(blockOfSuggestion(suggest.removal(guests.id), state)).toBe('customer-segments');
    expect(blockOfSuggestion(suggest.disconnection(reaches.id), state)).toBe('channels');
    expect(blockOfSuggestion(suggest.removal(newId()), state)).toBeNull();
  });
});

describe('accepting', () => {
  test('makes the change as one act, a note with origin AI', () => {
    const stall = suggest.note('channels', 'Stall', { details: 'On Saturdays', assumption: true });
    const edits = acceptEdits(board(stall), [stall.id], newId);
    expect(edits.map(({ type }) => type)).toEqual(['suggestion.remove', 'note.add']);
    const state = after(board(stall), edits);
    expect(state.suggestions.size).toBe(0);
    expect(state.notes.get(stall.change.note.id)).toMatchObject({
      block: 'channels',
      text: 'Stall',
      details: 'On Saturdays',
      assumption: true,
      origin: 'ai',
      author,
    });
  });

  test('takes the texts that people gave instead', () => {
    const [stall, better] = [suggest.note('channels', 'Stall'), suggest.set(shop.id, { text: 'Corner' })];
    const texts = new Map([
      [stall.id, 'Market stall'],
      [better.id, 'Corner shop'],
    ]);
    const state = after(
      board(stall, better),
      acceptEdits(board(stall, better), [stall.id, better.id], newId, texts),
    );
    expect(state.notes.get(stall.change.note.id)?.text).toBe('Market stall');
    expect(state.notes.get(shop.id)).toMatchObject({ text: 'Corner shop', origin: 'human' });
  });

  test('makes every kind of change', () => {
    const all = [
      suggest.set(shop.id, { block: 'key-partners', assumption: true }),
      suggest.removal(bread.id),
      suggest.disconnection(reaches.id),
    ];
    const state = after(board(...all), acceptEdits(board(...all), ids(all), newId));
    expect(state.notes.get(shop.id)).toMatchObject({ block: 'key-partners', assumption: true });
    expect([state.notes.has(bread.id), state.connections.size, state.suggestions.size]).toEqual([
      false,
      0,
      0,
    ]);
  });

  test('of a block brings along the connections whose other end is there by then, and no others', () => {
    const [stall, van] = [suggest.note('channels', 'Stall'), suggest.note('channels', 'Van')];
    const offices = suggest.note('customer-segments', 'Offices');
    const noteOf = ({ change }: typeof stall) => change.note.id;
    const toGuests = suggest.connection(noteOf(stall), guests.id);
    const toOffices = suggest.connection(noteOf(van), noteOf(offices));
    const between = suggest.connection(bread.id, guests.id);
    // told before the notes that they connect
    const state = board(toGuests, toOffices, between, stall, van, offices);
    expect(ids(suggestionsToDecide(state))).toEqual(ids([between, stall, van, offices]));

    const channels = after(state, acceptEdits(state, [stall.id, van.id], newId));
    expect(channels.connections.get(toGuests.change.connection.id)).toEqual(toGuests.change.connection);
    expect(open(channels)).toEqual(ids([toOffices, between, offices]));

    const whole = after(channels, acceptEdits(channels, [offices.id], newId));
    expect(whole.connections.size).toBe(3);
    expect(open(whole)).toEqual([between.id]);
  });

  test('twice, or of what is moot, does nothing', () => {
    const stall = suggest.note('channels', 'Stall');
    const edits = acceptEdits(board(stall), [stall.id, stall.id], newId);
    expect(edits).toHaveLength(2);
    const state = after(board(stall), edits);
    expect(acceptEdits(state, [stall.id, newId()], newId)).toEqual([]);
    // by somebody who had not seen it yet
    expect(after(state, acceptEdits(board(stall), [stall.id], newId))).toEqual(state);
    const gone = suggest.set(newId(), { text: 'x' });
    expect(acceptEdits(board(gone), [gone.id], newId)).toEqual([]);
  });
});

describe('rejecting', () => {
  test('takes along the connections that were suggested with the note, as withdrawn', () => {
    const stall = suggest.note('channels', 'Stall');
    const along = suggest.connection(stall.change.note.id, guests.id);
    const other = suggest.connection(bread.id, guests.id);
    const state = board(stall, along, other);
    const edits = rejectEdits(state, [stall.id], newId);
    expect(edits).toMatchObject([
      { suggestionId: stall.id, as: 'rejected' },
      { suggestionId: along.id, as: 'withdrawn' },
    ]);
    expect(open(after(state, edits))).toEqual([other.id]);
    expect(rejectEdits(after(state, edits), [stall.id], newId)).toEqual([]);
  });
});

test('origins are counted', () => {
  expect(originsOf(board())).toEqual({ human: 3, ai: 0 });
  expect(originsOf(stateWith([shop, noteIn('channels', 'Stall', { origin: 'ai' })]))).toEqual({
    human: 1,
    ai: 1,
  });
});
