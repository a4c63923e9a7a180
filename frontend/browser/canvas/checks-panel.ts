import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { checkCanvas, CHECKS } from '@aibmc/common/canvas/checks';
import { type FailedCheck, groupFindings, progressOf } from '@aibmc/common/canvas/findings';
import { byId, element } from '../dom.ts';
import { language, word } from './page.ts';

const DELAY_MS = 300;
const NOTES_NAMED = 3;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Checks the canvas again a moment after it changed and shows what is to mend. */
export function scheduleChecks(state: CanvasState): void {
  clearTimeout(timer);
  timer = setTimeout(() => showChecks(state), DELAY_MS);
}

function showChecks(state: CanvasState): void {
  const list = document.getElementById('findings');
  if (!list) return;
  const { findings, passed, total } = checkCanvas({
    idea: state.idea,
    language: state.language,
    notes: [...state.notes.values()],
    connections: [...state.connections.values()],
  });
  for (const figure of document.querySelectorAll('[data-score]')) figure.textContent = `${passed}/${total}`;
  const ring = document.querySelector('.ring-done');
  ring?.setAttribute('pathLength', String(total));
  ring?.setAttribute('stroke-dasharray', `${passed} ${total}`);
  byId('score-step').textContent = word(`score-${progressOf(passed, total)}`);
  byId('score-text').textContent = word('passed', { passed, total });
  list.replaceChildren(...groupFindings(findings).map((failed) => card(failed, state)));
}

function card({ check, blocks, notes }: FailedCheck, state: CanvasState): HTMLElement {
  const { title, fix } = CHECKS[check][language];
  const links = element('ul', { class: 'finding-links', role: 'list' });
  const link = (href: string, text: string) => links.append(element('li', {}, element('a', { href }, text)));
  for (const { id } of notes.slice(0, NOTES_NAMED)) link(`#note-${id}`, state.notes.get(id)?.text ?? '');
  for (const block of blocks) link(`#block-${block}`, word(block));
  const rest = notes.length - NOTES_NAMED;
  if (rest > 0) links.append(element('li', { class: 'quiet-text' }, word('more-notes', { count: rest })));
  return element('li', { class: 'finding' }, element('h3', {}, title), element('p', {}, fix), links);
}

/** A link to a note brings it into sight, marks it and gives it the focus; one to a block scrolls there. */
export function followFindings(): void {
  byId('panel').addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#note-"]');
    const note = link && document.getElementById(link.hash.slice(1));
    if (!note) return;
    event.preventDefault();
    note.scrollIntoView({ block: 'center' });
    note.querySelector<HTMLElement>('.note-text')?.focus({ preventScroll: true });
    note.classList.add('is-new');
    setTimeout(() => note.classList.remove('is-new'), 2_000);
  });
}
