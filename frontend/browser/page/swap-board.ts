import { byId } from '../dom.ts';

/**
 * Brings the board to what the server wrote, and answers its revision. Only what differs is put in: what has not changed
 * stays where it is scrolled to, and what has the focus keeps it.
 */
export function swapBoard(html: string): number {
  const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('board');
  const board = byId('board');
  if (!fresh) return Number(board.dataset['revision']);
  for (const section of fresh.querySelectorAll('.block')) {
    const old = document.getElementById(section.id);
    if (old && !old.isEqualNode(section)) swapBlock(old, section);
  }
  Object.assign(board.dataset, fresh.dataset);
  showTitle(fresh.dataset['title'] ?? '');
  return Number(fresh.dataset['revision']);
}

/** The head and the list of notes; a note that is the same is the same element. */
function swapBlock(old: Element, fresh: Element): void {
  for (const part of ['.block-head', '.question']) {
    const [was, is] = [old.querySelector(part), fresh.querySelector(part)];
    if (was && is && !was.isEqualNode(is)) was.replaceWith(document.adoptNode(is));
  }
  const notes = [...fresh.querySelectorAll('.note')].map((note) => {
    const known = document.getElementById(note.id);
    return known?.isEqualNode(note) ? known : document.adoptNode(note);
  });
  const list = old.querySelector('.notes');
  if (list) putInOrder(list, notes);
}

/** Without taking out what stays: the page would get shorter for a moment, and lose its place. */
function putInOrder(list: Element, notes: readonly Element[]): void {
  const kept = new Set(notes);
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
  let next = list.firstElementChild;
  for (const note of notes) {
    if (note === next) next = next.nextElementSibling;
    else list.insertBefore(note, next);
  }
}

function showTitle(title: string): void {
  document.title = `${title} · AIBMC`;
  for (const heading of document.querySelectorAll('[data-shared-title]')) {
    if (heading.textContent !== title) heading.textContent = title;
  }
}
