import type { LivePerson } from '@aibmc/common/contract/live';
import { element } from '../dom.ts';
import { board } from './board.ts';
import type { CanvasPage } from './canvas-page.ts';
import { coloursOf, initialsOf } from './person-colour.ts';
import { announce, word } from './page.ts';

const MOST_FACES = 5;
const MOST_FACES_NARROW = 3;
const NARROW = matchMedia('(max-width: 1023px)');
/** Who goes and comes back within this has only loaded the page again. */
const SETTLE_MS = 1_500;

/** Shows who else is here, and on which notes; tells them what is selected here. */
export function enablePresence(page: CanvasPage): void {
  const { store, selection } = page;
  const showAll = (): void => {
    const others = othersOf(page);
    showFaces(others);
    showOwn(page, others.length > 0);
    showMarks(others, page);
    announceChanges(others, store.connectionId !== null);
  };
  store.onPeople(showAll);
  NARROW.addEventListener('change', () => showFaces(othersOf(page)));
  store.onState(() => showMarks(othersOf(page), page));
  selection.onChange((ids) => store.showPresence({ selected: [...ids] }));
}

/** Somebody else, with the colour that stands for them. */
interface Other extends LivePerson {
  who: string;
}

function othersOf({ store, userId }: CanvasPage): Other[] {
  const colours = coloursOf(store.people);
  return store.people
    .filter((person) => person.userId !== userId)
    .map((person) => ({ ...person, who: colours.get(person.userId) ?? 'grey' }));
}

const faces = document.querySelector('.faces') ?? element('ul', { class: 'faces', role: 'list' });
let shownFaces = '';

/** A face for each person, however many pages they have open. */
function showFaces(others: readonly Other[]): void {
  const people = [...new Map(others.map(({ userId, name, who }) => [userId, { name, who }])).values()];
  const most = NARROW.matches ? MOST_FACES_NARROW : MOST_FACES;
  const signature = JSON.stringify([most, people]);
  if (signature === shownFaces) return;
  shownFaces = signature;
  if (!faces.isConnected) document.querySelector('.bar-end > [data-opens]')?.before(faces);
  faces.setAttribute('aria-label', word('here-now'));
  const shown = people.slice(0, people.length > most ? most - 1 : most);
  faces.replaceChildren(...shown.map(face));
  const more = people.slice(shown.length).map(({ name }) => name);
  if (more.length > 0) {
    const said = element('span', { class: 'visually-hidden' }, more.join(', '));
    const count = element('span', { 'aria-hidden': 'true' }, `+${more.length}`);
    faces.append(element('li', { class: 'avatar is-more', title: more.join(', ') }, count, said));
  }
}

/** With others here, one's own face has the colour in which they see it. */
function showOwn({ store, userId }: CanvasPage, isShared: boolean): void {
  const own = document.querySelector<HTMLElement>('summary.avatar');
  const who = coloursOf(store.people).get(userId);
  if (own && isShared && who) own.dataset['who'] = who;
}

function face({ name, who }: Pick<Other, 'name' | 'who'>): HTMLElement {
  return element(
    'li',
    { class: 'avatar', 'data-who': who, title: name },
    element('span', { 'aria-hidden': 'true' }, initialsOf(name)),
    element('span', { class: 'visually-hidden' }, name),
  );
}

interface Mark {
  text: string;
  who: string;
  isTyping: boolean;
}

/** Marks the notes that others have selected or type in with their colours and names. */
function showMarks(others: readonly Other[], { view }: CanvasPage): void {
  const marks = marksOf(others);
  for (const tag of board.querySelectorAll<HTMLElement>('.note-who')) {
    const note = tag.closest<HTMLElement>('[data-note]');
    if (note && !marks.has(note.dataset['note'] ?? '')) unmark(note, tag);
  }
  for (const [noteId, mark] of marks) {
    const note = view.element(noteId);
    if (note) show(note, mark);
  }
}

function marksOf(others: readonly Other[]): Map<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const { name, who, selected, typing } of others) {
    for (const noteId of selected) {
      if (!marks.has(noteId)) marks.set(noteId, { text: name, who, isTyping: false });
    }
    if (typing && !marks.get(typing)?.isTyping) {
      marks.set(typing, { text: word('typing', { name }), who, isTyping: true });
    }
  }
  return marks;
}

function show(note: HTMLElement, { text, who, isTyping }: Mark): void {
  let tag = note.querySelector<HTMLElement>('.note-who');
  if (!tag) note.append((tag = element('span', { class: 'note-who' })));
  if (tag.textContent !== text) tag.textContent = text;
  tag.hidden = false;
  tag.dataset['who'] = who;
  tag.classList.toggle('is-typing', isTyping);
  note.classList.add('is-watched');
  note.dataset['who'] = who;
}

function unmark(note: HTMLElement, tag: HTMLElement): void {
  tag.remove();
  note.classList.remove('is-watched');
  delete note.dataset['who'];
}

let known: ReadonlyMap<string, string> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says who has come and gone, a moment later and together; the first look at who is here says nothing. */
function announceChanges(others: readonly Other[], isConnected: boolean): void {
  clearTimeout(timer);
  if (!isConnected) return;
  const now = new Map(others.map(({ userId, name }) => [userId, name]));
  const before = known;
  if (!before) {
    known = now;
    return;
  }
  timer = setTimeout(() => {
    known = now;
    const joined = [...now].filter(([id]) => !before.has(id)).map(([, name]) => name);
    const left = [...before].filter(([id]) => !now.has(id)).map(([, name]) => name);
    const said = [
      ...(joined.length > 0 ? [word('joined', { names: joined.join(', ') })] : []),
      ...(left.length > 0 ? [word('left', { names: left.join(', ') })] : []),
    ];
    if (said.length > 0) announce(said.join('. '));
  }, SETTLE_MS);
}
