import { checkCanvas, type Finding } from '@aibmc/common/canvas/checks';
import { completenessOf } from '@aibmc/common/canvas/completeness';
import { progressOf } from '@aibmc/common/canvas/progress';
import { openFindings } from '@aibmc/common/canvas/open-findings';
import { byId } from '../dom.ts';
import { openAddForm } from './add-note.ts';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { showMarks } from './check-marks.ts';
import { startConnecting } from './connecting.ts';
import { FindingCards, type Step } from './finding-cards.ts';
import { language, word } from './page.ts';
import type { Panel } from './panel.ts';
import { selectOnly } from './selecting.ts';
import { blockElement, focusNote } from './targets.ts';

const DELAY_MS = 300;
const LONGEST_WAIT_MS = 1_000;
const FLASH_MS = 2_000;

/**
 * The checks, live: as a list in the panel and as marks on the board. They run when the browser is idle, a moment after
 * the canvas changed. While the board shows the past they are those of the past. What is found on a note that is being edited here stays as it was until the note is left.
 */
export function enableChecks(page: CanvasPage, panel: Panel): void {
  const cards = new FindingCards((step) => follow(page, panel, step));
  let before: readonly Finding[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const check = (): void => {
    const state = page.pastState ?? page.store.state;
    const canvas = {
      idea: state.idea,
      language: state.language,
      notes: [...state.notes.values()],
      connections: [...state.connections.values()],
    };
    const { findings, passed, total } = checkCanvas(canvas);
    before = page.pastState ? findings : withoutEdited(findings, before);
    const open = openFindings(before, state.notes, language);
    showScore({ passed, total, completeness: completenessOf(canvas) });
    cards.show(open, state, canEdit(page));
    showMarks(page.view, page.past === null ? open : []);
  };
  const schedule = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => whenIdle(check), DELAY_MS);
  };

  page.store.onState(schedule);
  page.store.onRole(schedule);
  document.addEventListener('past-shown', schedule);
  board.addEventListener('focusout', ({ target }) => {
    if ((target as Element).matches('textarea')) schedule();
  });
  const reveal = (target: EventTarget | null, focuses: boolean): void => {
    const key = (target as Element).closest<HTMLElement>('.check-mark')?.dataset['finding'];
    if (key === undefined) return;
    if (focuses) panel.open('checks');
    cards.reveal(key, focuses);
  };
  board.addEventListener('click', ({ target }) => reveal(target, true));
  board.addEventListener('focusin', ({ target }) => reveal(target, false));
  check();
}

/** Safari has no idle callback: there a timer is as near as it gets. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: LONGEST_WAIT_MS });
  else setTimeout(work);
}

/** The findings, those of the note that is being edited as they were before. */
function withoutEdited(findings: readonly Finding[], before: readonly Finding[]): readonly Finding[] {
  const edited = board.querySelector<HTMLElement>('.note.is-editing')?.dataset['note'];
  if (edited === undefined) return findings;
  const isAbout = ({ noteIds }: Finding): boolean => noteIds?.includes(edited) ?? false;
  return [...findings.filter((finding) => !isAbout(finding)), ...before.filter(isAbout)];
}

interface Score {
  passed: number;
  total: number;
  completeness: number;
}

function showScore({ passed, total, completeness }: Score): void {
  for (const figure of document.querySelectorAll('[data-score]')) setText(figure, `${passed}/${total}`);
  setText(byId('completeness'), String(completeness));
  document.querySelector('.ring-done')?.setAttribute('stroke-dasharray', `${completeness} 100`);
  setText(byId('score-step'), word(`score-${progressOf({ passed, total, completeness })}`));
  setText(byId('completeness-text'), word('complete', { percent: completeness }));
  setText(byId('score-text'), word('passed', { passed, total }));
}

function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Goes where a finding can be mended, and makes room for it where the panel lies over the board. */
function follow(page: CanvasPage, panel: Panel, step: Step): void {
  panel.makeRoom();
  if (step.act === 'add' && canEdit(page)) openAddForm(step.block);
  else if (step.act === 'add' || step.act === 'show-block') showBlock(step.block);
  else {
    showNote(page, step.noteId);
    if (step.act === 'connect' && canEdit(page)) {
      startConnecting(page, step.noteId, { blocks: step.blocks, first: step.best });
    }
  }
}

/** Brings a note into sight, selected and with the focus. */
export function showNote(page: CanvasPage, noteId: string): void {
  const note = page.view.element(noteId);
  if (!note) return;
  note.scrollIntoView({ block: 'center' });
  selectOnly(page, noteId);
  focusNote(page, noteId);
  flash(note);
}

function showBlock(block: Parameters<typeof blockElement>[0]): void {
  const section = blockElement(block);
  section?.scrollIntoView({ block: 'nearest' });
  section?.querySelector<HTMLElement>('.block-title a')?.focus({ preventScroll: true });
}

function flash(note: HTMLElement): void {
  note.classList.add('is-new');
  setTimeout(() => note.classList.remove('is-new'), FLASH_MS);
}
