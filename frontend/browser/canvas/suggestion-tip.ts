import { element } from '../dom.ts';
import { board } from './board.ts';

const HOVERS = matchMedia('(hover: hover) and (min-width: 700px)');
const GAP = 4;

/**
 * Beside the card under the pointer or with the focus, what there is to know about its suggestion, where the card
 * itself has no room for it. It stays while the pointer is on it and goes with Escape. Cards have it for screen readers.
 */
export function enableTip(): { settle: () => void } {
  const tip = element('div', { class: 'suggestion-tip', 'aria-hidden': 'true', hidden: '' });
  document.body.append(tip);
  let card: Element | null = null;

  const hide = (): void => {
    card = null;
    tip.hidden = true;
  };
  const show = (next: Element | null): void => {
    const remarks = next?.querySelector('.suggestion-remarks');
    if (!next || !remarks || !HOVERS.matches || next.classList.contains('is-editing')) {
      hide();
      return;
    }
    if (next === card) return;
    card = next;
    tip.replaceChildren(...[...remarks.children].map((line) => element('p', {}, line.textContent)));
    tip.hidden = false;
    const box = next.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const left = box.right + GAP + width > innerWidth ? box.left - GAP - width : box.right + GAP;
    const top = Math.max(8, Math.min(box.top, innerHeight - height - 8));
    tip.style.left = `${left}px`;
    tip.style.top = `${top}px`;
  };
  const cardAt = (target: EventTarget | null): Element | null =>
    target instanceof Element ? target.closest('#board [data-suggestion]:not(g)') : null;

  board.addEventListener('pointerover', ({ target }) =>
    show(cardAt(target) ?? cardAt(document.activeElement)),
  );
  board.addEventListener('pointerleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && tip.contains(relatedTarget))) show(cardAt(document.activeElement));
  });
  tip.addEventListener('pointerleave', ({ relatedTarget }) => show(cardAt(relatedTarget)));
  board.addEventListener('focusin', ({ target }) => show(cardAt(target)));
  board.addEventListener('focusout', ({ relatedTarget }) => show(cardAt(relatedTarget)));
  board.addEventListener('scroll', hide, { capture: true, passive: true });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hide();
  });
  return {
    settle: () => {
      if (card && !card.isConnected) hide();
    },
  };
}
