import type { Point } from '@aibmc/common/contract/generations';
import type { CanvasPage } from '../canvas/canvas-page.ts';
import { word } from '../canvas/page.ts';
import { element } from '../dom.ts';
import { button, type Put, putButton } from './put-button.ts';

export interface Card {
  element: HTMLElement;
  /** Shows the point as it is now and what of it is on the board. */
  update: (point: Point) => void;
}

interface CardActs {
  showNote: (noteId: string) => void;
  look: () => void;
}

/** A point to read: what it says, the notes it is about, and what could be done. */
export function pointCard(page: CanvasPage, { showNote, look }: CardActs): Card {
  const body = element('div', { class: 'ai-card-body' });
  const chips = element('ul', { class: 'ai-chips', role: 'list' });
  const put: Put = putButton(page, look);
  const card = element('li', { class: 'ai-card' }, body, chips, put.element);
  let shown: Point | null = null;
  let shownNotes = '';

  const showChips = ({ noteIds }: Point): void => {
    const { notes } = page.store.state;
    const there = noteIds.flatMap((id) => notes.get(id) ?? []);
    const signature = JSON.stringify(there.map(({ id, text }) => [id, text]));
    if (signature === shownNotes) return;
    shownNotes = signature;
    chips.replaceChildren(
      ...there.map(({ id, text }) => {
        const chip = button('', () => showNote(id), 'ai-chip');
        chip.append(element('span', {}, text));
        chip.setAttribute('aria-label', word('ai-show-note', { text }));
        return element('li', {}, chip);
      }),
    );
  };
  return {
    element: card,
    update: (point) => {
      if (point !== shown) body.replaceChildren(...content(point));
      shown = point;
      showChips(point);
      put.update(point.suggestions);
    },
  };
}

function content({ lens, block, title, text, test, metric, threshold }: Point): HTMLElement[] {
  const about = [lens ? word(`ai-lens-${lens}`) : '', block ? word(block) : ''].filter(Boolean).join(' · ');
  const facts = [
    ['ai-test', test],
    ['ai-metric', metric],
    ['ai-threshold', threshold],
  ].flatMap(([name = '', value]) =>
    value ? [element('div', {}, element('dt', {}, word(name)), element('dd', {}, value))] : [],
  );
  return [
    ...(about ? [element('p', { class: 'ai-lens' }, about)] : []),
    element('h4', {}, title),
    element('p', { class: 'ai-text' }, text),
    ...(facts.length > 0 ? [element('dl', { class: 'ai-facts' }, ...facts)] : []),
  ];
}
