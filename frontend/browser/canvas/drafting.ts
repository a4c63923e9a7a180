import { type Block, DRAFT_ORDER } from '@aibmc/common/canvas/blocks';
import type { Generation, GenerationEvent } from '@aibmc/common/contract/generations';
import { newId } from '@aibmc/common/ids';
import { byId, element, icon } from '../dom.ts';
import { cancelGeneration, fetchGeneration, openGenerationEvents } from './api.ts';
import { followGeneration } from './follow-generation.ts';
import { realTiming } from './live/timing.ts';
import { announce, word } from './page.ts';

type Told<T extends GenerationEvent['name']> = Extract<GenerationEvent, { name: T }>['data'];

const PATTERN_LIBRARY = 'pattern-library';

/**
 * Follows the draft that the page was sent with, from its first event, so that a reload shows all of it. Its notes come
 * as everybody's edits do; `ended` is called when there are no more, in whatever way.
 */
export function followDraft(ended: () => Promise<void>): void {
  const section = document.getElementById('drafting');
  const generationId = section?.dataset['generation'];
  if (!section || !generationId) return;
  const blocks = new Set<Block>();
  let end = word('draft-failed');

  const takeProgress = ({ block, done, total }: Told<'progress'>): void => {
    // Entering a block is told too, by a count that has not grown.
    const isFinished = done > blocks.size;
    if (isFinished) blocks.add(block);
    showProgress(blocks, done, total);
    if (isFinished) announce(word('block-drafted', { block: word(block), done, total }));
    else if (!blocks.has(block)) markDrafting(block);
  };
  const take = ({ name, data }: GenerationEvent): void => {
    if (name === 'note') {
      showText(data);
      if (!blocks.has(data.block)) markDrafting(data.block);
    } else if (name === 'progress') takeProgress(data);
    else if (name === 'stage') showStage(data);
    else if (name === 'done') end = endOf(data.status, data.notes);
  };
  const finish = async (generation: Generation | null): Promise<void> => {
    if (generation && generation.status !== 'failed') end = endOf(generation.status, generation.notes);
    markDrafting(null);
    await ended();
    showEnd(section, generation, end);
    announce(end);
  };

  followGeneration({
    open: () => openGenerationEvents(generationId),
    find: () => fetchGeneration(generationId),
    timing: realTiming,
    onEvent: take,
    onLost: () => announce(word('draft-lost')),
    onEnd: (generation) => void finish(generation),
  });
  markDrafting(DRAFT_ORDER[0] ?? null);
  enableCancel(generationId);
}

function enableCancel(generationId: string): void {
  const button = byId('draft-cancel') as HTMLButtonElement;
  const form = button.form;
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    const label = button.textContent;
    button.textContent = word('cancelling');
    void cancelGeneration(generationId).then((arrived) => {
      if (!arrived) button.textContent = label;
    });
  });
}

function stepOf(block: Block): HTMLElement | null {
  return document.querySelector(`[data-step="${block}"]`);
}

function showText({ block, text }: Told<'note'>): void {
  const line = stepOf(block)?.querySelector('span');
  if (line && !line.textContent.includes(text)) line.textContent += (line.textContent ? ', ' : '') + text;
}

function showProgress(blocks: ReadonlySet<Block>, done: number, total: number): void {
  const bar = byId('draft-progress') as HTMLProgressElement;
  bar.max = total;
  bar.value = done;
  byId('draft-count').textContent = word('of-nine', { done, total });
  for (const block of blocks) stepOf(block)?.classList.add('is-done');
  markDrafting(DRAFT_ORDER.find((block) => !blocks.has(block)) ?? null);
}

/** Marks the block that is being drafted now, on the board and in the list. */
function markDrafting(current: Block | null): void {
  for (const block of DRAFT_ORDER) {
    stepOf(block)?.classList.toggle('is-now', block === current);
    document.getElementById(`block-${block}`)?.classList.toggle('is-drafting', block === current);
  }
}

/** What is done with what came: shown for as long as it is. */
function showStage({ stage, failing }: Told<'stage'>): void {
  const line = byId('draft-stage');
  const words = { asking: '', checking: word('ai-checking'), repairing: repairing(failing) };
  line.textContent = words[stage];
  line.hidden = words[stage] === '';
  if (words[stage]) announce(words[stage]);
}

function repairing(count: number): string {
  return word(count === 1 ? 'ai-repairing.one' : 'ai-repairing.other', { count });
}

function endOf(status: Generation['status'], notes: number): string {
  if (status === 'cancelled') return word('draft-cancelled');
  return status === 'done' ? word('draft-done', { count: notes }) : word('draft-failed');
}

function showEnd(section: HTMLElement, generation: Generation | null, text: string): void {
  const heading = element('h2', { class: 'visually-hidden', id: 'drafting-title' }, text);
  const author =
    generation?.pattern != null
      ? word('draft-pattern', { pattern: generation.pattern })
      : generation && generation.model !== PATTERN_LIBRARY
        ? word('draft-model', { model: generation.model })
        : '';
  const said = [text, generation?.error?.message ?? author].filter(Boolean).join('. ');
  const line = element('p', { class: 'draft-origin' }, icon('spark'), element('span', {}, said));
  section.removeAttribute('data-generation');
  section.replaceChildren(heading, line);
  if (generation && generation.status !== 'done') section.append(continueForm(generation));
}

/** Goes on with a draft that ended early; the page comes back with it. */
function continueForm({ id, canvasId }: Generation): HTMLFormElement {
  const form = element('form', { method: 'post', action: `/canvases/${canvasId}/generate` });
  for (const [name, value] of [
    ['requestKey', newId()],
    ['continues', id],
  ] as const)
    form.append(element('input', { type: 'hidden', name, value }));
  form.append(element('button', { class: 'button quiet-button small' }, word('draft-continue')));
  return form;
}
