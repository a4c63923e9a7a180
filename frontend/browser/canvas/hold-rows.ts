import { board } from './board.ts';

/**
 * Keeps the rows of the board as high as they are while somebody types in one of its fields, so that what comes in
 * meanwhile does not move the field: blocks scroll inside themselves instead. Without such a field it does nothing.
 */
export function holdRows(): void {
  if (board.style.gridTemplateRows || !document.activeElement?.matches('#board textarea')) return;
  const { display, gridTemplateRows } = getComputedStyle(board);
  if (display !== 'grid') return;
  board.style.gridTemplateRows = gridTemplateRows;
  const freed = new AbortController();
  const free = (): void => {
    freed.abort();
    board.style.gridTemplateRows = '';
  };
  board.addEventListener('focusout', free, { signal: freed.signal });
  addEventListener('resize', free, { signal: freed.signal });
}
