import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { MOST_SHOWN, type OpenFinding } from '@aibmc/common/canvas/open-findings';
import { element, setAttribute } from '../dom.ts';
import type { BoardView } from './board.ts';
import { word } from './page.ts';
import { blockElement } from './targets.ts';

/** What is said of the canvas as a whole is no mark on half of its notes. */
const WHOLE: ReadonlySet<string> = new Set(['idea-words']);

const marked = new Set<string>();

let first: ReadonlySet<OpenFinding> = new Set();

/**
 * Marks notes and blocks with what the checks found on them: a dot that says it and leads to it in the panel. It is full
 * for what the panel shows first, a ring for the rest, so that a board of many findings says where to begin.
 */
export function showMarks(view: BoardView, findings: readonly OpenFinding[]): void {
  first = new Set(findings.slice(0, MOST_SHOWN));
  const byNote = new Map<string, OpenFinding[]>();
  const byBlock = new Map<string, OpenFinding[]>();
  for (const finding of findings) {
    if (WHOLE.has(finding.check)) continue;
    for (const id of finding.noteIds) push(byNote, id, finding);
    if (finding.noteIds.length === 0 && finding.block) push(byBlock, finding.block, finding);
  }
  for (const id of marked) {
    if (byNote.has(id)) continue;
    view.element(id)?.querySelector('.note-mark')?.remove();
    marked.delete(id);
  }
  for (const [id, found] of byNote) {
    const note = view.element(id);
    const text = note?.querySelector<HTMLElement>('.note-text');
    if (!note || !text) continue;
    marked.add(id);
    let mark = note.querySelector<HTMLElement>('.note-mark');
    if (!mark) {
      mark = element('button', { type: 'button', class: 'check-mark note-mark' });
      mark.hidden = note.classList.contains('is-editing');
      mark.tabIndex = text.tabIndex;
      text.after(mark);
    }
    tell(mark, found);
  }
  for (const block of BLOCKS) markBlock(block, byBlock.get(block));
}

function markBlock(block: (typeof BLOCKS)[number], found: readonly OpenFinding[] | undefined): void {
  const head = blockElement(block)?.querySelector('.block-head');
  let mark = head?.querySelector<HTMLElement>('.block-mark');
  if (!found) mark?.remove();
  if (!head || !found) return;
  if (!mark) {
    mark = element('button', { type: 'button', class: 'check-mark block-mark' });
    head.querySelector('.block-title')?.after(mark);
  }
  tell(mark, found);
}

function tell(mark: HTMLElement, found: readonly OpenFinding[]): void {
  const [finding, ...more] = found;
  if (!finding) return;
  mark.classList.toggle('is-later', !found.some((any) => first.has(any)));
  const said = word(more.length > 0 ? 'check-marks' : 'check-mark', {
    title: finding.title,
    count: more.length,
  });
  setAttribute(mark, 'data-finding', finding.key);
  setAttribute(mark, 'aria-label', said);
  setAttribute(mark, 'title', found.map(({ title }) => title).join('\n'));
}

function push(map: Map<string, OpenFinding[]>, key: string, finding: OpenFinding): void {
  const known = map.get(key);
  if (known) known.push(finding);
  else map.set(key, [finding]);
}
