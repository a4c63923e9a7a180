import { byId } from '../dom.ts';
import { board } from './board.ts';

const CARD = '[data-suggestion]';

/** Gives a suggestion the focus: in the sheet where that covers the board, else on the board, else in the panel. */
export function focusSuggestion(id: string | undefined): void {
  const [onBoard, inPanel] = [board, byId('panel')].map((root) =>
    root.querySelector(`[data-suggestion="${id}"]`),
  );
  const isCovered = document.body.classList.contains('has-sheet');
  const card = isCovered ? inPanel : (onBoard ?? inPanel);
  if (card) focusCard(card);
}

/**
 * Makes a change that may take suggestions away. Whoever was on one of them, or on a button for several, is on the next
 * one then, on the button of the same decision where that was used.
 */
export function keepPlace(from: Element | null, change: () => void): void {
  const root = from?.closest('#board, #panel');
  const held = from?.closest(`${CARD}, .suggestions-head`);
  if (!from || !root || !held) {
    change();
    return;
  }
  const decision = from.closest<HTMLElement>('[data-decide]')?.dataset['decide'];
  const cards = [...root.querySelectorAll(CARD)];
  const found = cards.findIndex((card) => card === held || follows(card, held));
  const at = found === -1 ? cards.length : found;
  const block = held.closest('.block');
  change();
  const { activeElement } = document;
  const isElsewhere = activeElement !== null && activeElement !== document.body && stays(activeElement);
  if (isElsewhere || (stays(held) && stays(from))) return;
  const next = cards.slice(at).find(stays) ?? cards.slice(0, at).findLast(stays);
  if (next) focusCard(next, decision);
  else if (root === board) block?.querySelector<HTMLElement>('[data-add], .block-title a')?.focus();
  else byId('suggestions-title').focus();
}

function stays(part: Element): boolean {
  return part.isConnected && part.checkVisibility();
}

function follows(card: Element, held: Element): boolean {
  return (held.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

function focusCard(card: Element, decision?: string): void {
  const same = decision && card.querySelector<HTMLElement>(`[data-decide="${decision}"]`);
  (same || card.querySelector<HTMLElement>('button'))?.focus({ preventScroll: true });
  card.scrollIntoView({ block: 'nearest' });
}
