import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import { board } from '../canvas/board.ts';
import { canEdit, type CanvasPage } from '../canvas/canvas-page.ts';
import { word } from '../canvas/page.ts';
import { blockElement } from '../canvas/targets.ts';
import { element, icon, setAttribute } from '../dom.ts';
import { counted } from '../history/telling.ts';

/** How many comments of open threads there are on something. */
export interface Count {
  count: number;
  unread: number;
}

/**
 * Marks notes and blocks with how many comments they have. A block's button is there without comments too, and so is a
 * note's for those who have no menu of it.
 */
export function showCommentMarks(
  page: CanvasPage,
  mayComment: boolean,
  counts: { notes: ReadonlyMap<string, Count>; blocks: ReadonlyMap<string, Count> },
): void {
  if (!mayComment) {
    for (const mark of board.querySelectorAll('.comment-mark')) mark.remove();
    return;
  }
  const always = !canEdit(page);
  for (const note of page.store.state.notes.values()) {
    const target = page.view.element(note.id);
    const count = counts.notes.get(note.id);
    const mark = target?.querySelector<HTMLElement>('.comment-mark');
    if (!target || (!count && !always)) mark?.remove();
    else tell(mark ?? noteMark(target, note.id), count, note.text);
  }
  for (const block of BLOCKS) {
    const head = blockElement(block)?.querySelector<HTMLElement>('.block-head');
    if (!head) continue;
    const mark = head.querySelector<HTMLElement>('.comment-mark') ?? blockMark(head, block);
    tell(mark, counts.blocks.get(block), word(block));
  }
}

function noteMark(target: HTMLElement, noteId: string): HTMLElement {
  const mark = element('button', { type: 'button', class: 'comment-mark', 'data-comment-note': noteId });
  const text = target.querySelector<HTMLElement>('.note-text');
  mark.tabIndex = text?.tabIndex ?? -1;
  mark.append(icon('comment'), element('span', { class: 'comment-count' }));
  text?.after(mark);
  return mark;
}

function blockMark(head: HTMLElement, block: Block): HTMLElement {
  const mark = element('button', { type: 'button', class: 'comment-mark', 'data-comment-block': block });
  mark.append(icon('comment'), element('span', { class: 'comment-count' }));
  head.querySelector('[data-count]')?.before(mark);
  return mark;
}

function tell(mark: HTMLElement, { count, unread }: Count = { count: 0, unread: 0 }, on: string): void {
  mark.classList.toggle('is-empty', count === 0);
  mark.classList.toggle('is-unread', unread > 0);
  const shown = mark.querySelector('.comment-count');
  const text = count === 0 ? '' : String(count);
  if (shown && shown.textContent !== text) shown.textContent = text;
  const said = [
    count === 0
      ? word('comments-on', { on })
      : word('comments-of', { on, count: counted('comments-count', count) }),
    ...(unread > 0 ? [counted('comments-unread-count', unread)] : []),
  ].join(', ');
  setAttribute(mark, 'aria-label', said);
  setAttribute(mark, 'title', said);
}
