import type { SegmentColour } from '@aibmc/common/canvas/colours';
import type { Note } from '@aibmc/common/canvas/note';
import { element, icon, setAttribute } from '../dom.ts';
import { word } from '../canvas/page.ts';
import type { Mark } from './marks.ts';

/** A note of the board as it was: to read, not to edit. */
export function createPastNote({ id }: Note): HTMLLIElement {
  return element('li', { class: 'note past-note', 'data-past-note': id });
}

/** Brings the element of a note to what it was, and to what has happened to it. */
export function updatePastNote(
  target: HTMLLIElement,
  note: Note,
  { hues: [hue, hue2, hue3], names }: { hues: SegmentColour['hues']; names: string },
  mark: Mark | undefined,
): void {
  setAttribute(target, 'data-hue', hue);
  setAttribute(target, 'data-hue2', hue2);
  setAttribute(target, 'data-hue3', hue3);
  setAttribute(target, 'title', names);
  const signature = JSON.stringify([note.text, note.origin, note.block, names, mark]);
  if (target.dataset['shown'] === signature) return;
  target.dataset['shown'] = signature;
  target.classList.toggle('is-added', mark?.isAdded === true);
  target.classList.toggle('is-removed', mark?.isRemoved === true);
  target.classList.toggle('is-changed', isChanged(mark));
  target.classList.toggle('is-moved', mark?.movedFrom !== undefined);
  target.replaceChildren(content(note, mark));
  if (names && note.block !== 'customer-segments') target.append(hidden(word('segment', { names })));
  if (note.origin === 'ai') {
    const by = hidden(word('by-ai'));
    target.append(element('span', { class: 'note-origin', title: word('by-ai') }, icon('spark'), by));
  }
}

function isChanged(mark: Mark | undefined): boolean {
  return mark?.textBefore !== undefined || mark?.isOtherwiseChanged === true;
}

function content(note: Note, mark: Mark | undefined): HTMLElement {
  const box = element('div', { class: 'note-text' });
  const tags = mark ? tagsOf(note, mark) : [];
  if (tags.length > 0) box.append(element('span', { class: 'past-tags' }, ...tags));
  if (mark?.textBefore !== undefined) box.append(element('del', {}, mark.textBefore));
  box.append(element(mark?.isRemoved ? 'del' : 'span', {}, note.text));
  return box;
}

function tagsOf(note: Note, mark: Mark): HTMLElement[] {
  const tag = (sign: string, text: string): HTMLElement =>
    element('span', { class: 'past-tag' }, element('span', { 'aria-hidden': 'true' }, `${sign} `), text);
  const tags: HTMLElement[] = [];
  if (mark.isAdded) tags.push(tag('+', word('history-mark-added')));
  if (mark.isRemoved) tags.push(tag('−', word('history-mark-removed')));
  if (isChanged(mark)) tags.push(tag('≠', word('history-mark-changed')));
  if (mark.movedFrom === note.block) tags.push(tag('↕', word('history-mark-moved-within')));
  else if (mark.movedFrom) tags.push(tag('→', word('history-mark-moved', { block: word(mark.movedFrom) })));
  return tags;
}

function hidden(text: string): HTMLElement {
  return element('span', { class: 'visually-hidden' }, text);
}
