import type { Block } from '@aibmc/common/canvas/blocks';
import { connectionWords, whyNoConnection } from '@aibmc/common/canvas/connection-words';
import type { Note } from '@aibmc/common/canvas/note';
import { byId, element } from '../dom.ts';
import { perform } from './acting.ts';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { sentenceOf } from './connection-sentence.ts';
import { type Candidate, connectionCandidates, toggleConnection } from './note-acts.ts';
import { announce, language, word } from './page.ts';
import { closestNote, focusNote, isCovered, noteIdOf } from './targets.ts';
import { toast } from './toast.ts';

/** Which notes a note is being connected to, and where that begins. */
interface Choice {
  /** Only notes of these blocks; left out: of all that connect. */
  blocks?: readonly Block[];
  /** The note to begin with. */
  first?: string;
}

/** Marks the notes that a note can be connected to; all others step back. */
export function lightUp({ view, store }: CanvasPage, source: Note, blocks?: readonly Block[]): Candidate[] {
  goDark();
  const candidates = connectionCandidates(store.state, source).filter(
    ({ note }) => blocks?.includes(note.block) ?? true,
  );
  board.classList.add('is-connecting');
  view.element(source.id)?.classList.add('is-source');
  for (const { note, connectionId } of candidates) {
    const target = view.element(note.id);
    target?.classList.add('can-connect');
    target?.classList.toggle('is-connected', connectionId !== undefined);
  }
  return candidates;
}

export function goDark(): void {
  board.classList.remove('is-connecting');
  for (const lit of board.querySelectorAll('.is-source, .can-connect')) {
    lit.classList.remove('is-source', 'can-connect', 'is-connected', 'is-aimed');
  }
}

/** Connects two notes, whichever way their blocks connect, or says why they cannot be. */
export function connect(page: CanvasPage, sourceId: string, targetId: string): void {
  const { state } = page.store;
  const [source, target] = [state.notes.get(sourceId), state.notes.get(targetId)];
  if (!source || !target || source === target) return;
  const candidate = connectionCandidates(state, source).find(({ note }) => note.id === targetId);
  if (!candidate) toast(whyNoConnection(source.block, target.block, language));
  else if (candidate.connectionId)
    announce(word('already-connected', { what: sentenceOf(state, candidate) }));
  else toggle(page, candidate);
}

function toggle(page: CanvasPage, candidate: Candidate): void {
  const what = sentenceOf(page.store.state, candidate);
  if (!perform(page, [toggleConnection(candidate)])) return;
  announce(word(candidate.connectionId ? 'disconnected' : 'connected', { what }));
}

/** A note that is being connected: told when the canvas or the right to change it is another, and ended. */
let active: { refresh: () => void; end: () => void } | null = null;

/** Connecting is begun by the key `c` on a note, which the board tells as 'connect-note'. */
export function enableConnecting(page: CanvasPage): void {
  board.addEventListener('connect-note', (event) => {
    startConnecting(page, (event as CustomEvent<{ noteId: string }>).detail.noteId);
  });
  page.store.onState(() => active?.refresh());
  page.store.onRole(() => active?.refresh());
}

/**
 * Connects a note to others, chosen one after the other by click or touch, or by the arrow keys or Tab and Enter, until
 * Escape or Done. What is connected already is disconnected that way.
 */
export function startConnecting(page: CanvasPage, sourceId: string, { blocks, first }: Choice = {}): void {
  active?.end();
  const source = (): Note | undefined => page.store.state.notes.get(sourceId);
  const start = source();
  if (!start || !canEdit(page)) return;
  let candidates = lightUp(page, start, blocks);
  if (candidates.length === 0) {
    goDark();
    toast(word('connect-none'));
    return;
  }

  const bar = connectBar(start.text, () => finish(true));
  byId('main').append(bar);
  const listening = new AbortController();
  const { signal } = listening;

  const finish = (refocuses: boolean): void => {
    active = null;
    listening.abort();
    bar.remove();
    goDark();
    announce(word('connect-ended'));
    if (refocuses) focusNote(page, sourceId);
  };
  const refresh = (): void => {
    const note = source();
    if (note && canEdit(page)) candidates = lightUp(page, note, blocks);
    else finish(false);
  };
  active = { refresh, end: () => finish(false) };

  const at = (): number => candidates.findIndex(({ note }) => note.id === noteIdOf(document.activeElement));
  const go = (index: number): void => {
    const candidate = candidates[(index + candidates.length) % candidates.length];
    if (!candidate) return;
    focusNote(page, candidate.note.id);
    announce(stateOf(candidate, source(), candidates));
  };
  const choose = (index: number): void => {
    const candidate = candidates[index];
    if (candidate) toggle(page, candidate);
  };
  const KEYS: Readonly<Record<string, (shift: boolean) => void>> = {
    Escape: () => finish(true),
    Tab: (shift) => go(at() < 0 ? 0 : at() + (shift ? -1 : 1)),
    ArrowRight: () => go(at() + 1),
    ArrowDown: () => go(at() + 1),
    ArrowLeft: () => go(at() < 0 ? -1 : at() - 1),
    ArrowUp: () => go(at() < 0 ? -1 : at() - 1),
    Home: () => go(0),
    End: () => go(-1),
    Enter: () => choose(at()),
    ' ': () => choose(at()),
  };

  addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isCovered() || bar.contains(event.target as Node))
        return;
      event.stopPropagation();
      const act = KEYS[event.key];
      if (!act) return;
      event.preventDefault();
      act(event.shiftKey);
    },
    { capture: true, signal },
  );
  // Notes are chosen now, not dragged, selected or edited.
  board.addEventListener('pointerdown', (event) => event.stopPropagation(), { capture: true, signal });
  board.addEventListener(
    'click',
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      const noteId = closestNote(event.target as Element)?.dataset['note'];
      const index = candidates.findIndex(({ note }) => note.id === noteId);
      if (index >= 0) choose(index);
      else if (noteId && noteId !== sourceId) connect(page, sourceId, noteId);
      else finish(true);
    },
    { capture: true, signal },
  );
  go(
    Math.max(
      0,
      candidates.findIndex(({ note }) => note.id === first),
    ),
  );
  announce(word('connecting', { text: start.text, count: candidates.length }));
}

function stateOf(candidate: Candidate, source: Note | undefined, all: readonly Candidate[]): string {
  return word('connect-state', {
    kind: (source && connectionWords(source.block, candidate.note.block, language)) ?? '',
    state: word(candidate.connectionId ? 'is-connected' : 'not-connected'),
    place: all.indexOf(candidate) + 1,
    total: all.length,
  });
}

function connectBar(text: string, done: () => void): HTMLElement {
  const button = element('button', { type: 'button' }, word('done'));
  button.addEventListener('click', done);
  return element('div', { class: 'connect-bar' }, element('p', {}, word('connecting-bar', { text })), button);
}
