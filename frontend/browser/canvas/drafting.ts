import { type Block, DRAFT_ORDER } from '@aibmc/common/canvas/blocks';
import type { Generation } from '@aibmc/common/contract/generations';
import { byId, element, icon } from '../dom.ts';
import { cancelGeneration, fetchGeneration, openGenerationEvents } from './api.ts';
import { announce, word } from './page.ts';

interface DraftedNote {
  block: Block;
  text: string;
}

const ENDED = ['done', 'failed', 'cancelled', 'interrupted'];
const RECONNECT_MS = 3_000;
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
  let isOver = false;

  const finish = async (text: string): Promise<void> => {
    if (isOver) return;
    isOver = true;
    events.close();
    markDrafting(null);
    await ended();
    showOrigin(section, await fetchGeneration(generationId), text);
    announce(text);
  };

  const on = <T>(source: EventSource, name: string, act: (data: T) => void): void =>
    source.addEventListener(name, (event) => {
      if (event instanceof MessageEvent) act(JSON.parse(event.data as string) as T);
    });

  const open = (): EventSource => {
    const source = openGenerationEvents(generationId);
    on<DraftedNote>(source, 'note', (note) => {
      showText(note);
      if (!blocks.has(note.block)) markDrafting(note.block);
    });
    on<{ block: Block; done: number; total: number }>(source, 'progress', ({ block, done, total }) => {
      // Entering a block is told too, by a count that has not grown.
      const isFinished = done > blocks.size;
      if (isFinished) blocks.add(block);
      showProgress(blocks, done, total);
      if (isFinished) announce(word('block-drafted', { block: word(block), done, total }));
      else if (!blocks.has(block)) markDrafting(block);
    });
    on<{ status: 'done' | 'cancelled'; notes: number }>(source, 'done', ({ status, notes }) => {
      void finish(status === 'cancelled' ? word('draft-cancelled') : word('draft-done', { count: notes }));
    });
    // The stream's own event of this name has data; a lost connection has none.
    source.addEventListener('error', (event) => {
      if (event instanceof MessageEvent) void finish(word('draft-failed'));
      else if (source.readyState === EventSource.CLOSED) void reconnect();
    });
    return source;
  };

  const reconnect = async (): Promise<void> => {
    const generation = await fetchGeneration(generationId);
    if (generation && ENDED.includes(generation.status)) {
      const isDone = generation.status === 'done';
      await finish(isDone ? word('draft-done', { count: generation.notes }) : word('draft-failed'));
      return;
    }
    announce(word('draft-lost'));
    setTimeout(() => {
      if (!isOver) events = open();
    }, RECONNECT_MS);
  };

  let events = open();
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

function showText({ block, text }: DraftedNote): void {
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

function showOrigin(section: HTMLElement, generation: Generation | null, text: string): void {
  const heading = element('h2', { class: 'visually-hidden', id: 'drafting-title' }, text);
  const author =
    generation?.pattern != null
      ? word('draft-pattern', { pattern: generation.pattern })
      : generation && generation.model !== PATTERN_LIBRARY
        ? word('draft-model', { model: generation.model })
        : '';
  const line = element('p', { class: 'draft-origin' }, icon('spark'));
  line.append(element('span', {}, [text, author].filter(Boolean).join('. ')));
  section.removeAttribute('data-generation');
  section.replaceChildren(heading, line);
}
