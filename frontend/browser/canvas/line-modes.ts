import { element } from '../dom.ts';
import { word } from './page.ts';
import { remember, remembered } from './stored.ts';

const KEY = 'aibmc.lines';
const MODES = ['hover', 'selection', 'all'] as const;
/** Which connections are drawn: of the note under the pointer, of the selected notes, or all. */
export type LineMode = (typeof MODES)[number];

/** The choice of which connections are drawn, above the board; this browser remembers it. */
export function enableLineModes(choose: (mode: LineMode) => void): void {
  const select = element('select', { 'aria-label': word('line-mode') });
  for (const mode of MODES) select.append(element('option', { value: mode }, word(`line-mode-${mode}`)));
  const label = element(
    'label',
    { class: 'line-mode' },
    element('span', { 'aria-hidden': 'true' }, word('line-mode')),
    select,
  );
  const known = remembered(KEY);
  select.value = MODES.find((mode) => mode === known) ?? 'hover';
  select.addEventListener('change', () => {
    remember(KEY, select.value);
    choose(select.value as LineMode);
  });
  document.getElementById('board-tools')?.append(label);
  choose(select.value as LineMode);
}
