import { originsOf } from '@aibmc/common/canvas/suggestions';
import { element, svgElement } from '../dom.ts';
import type { CanvasPage } from './canvas-page.ts';
import { word } from './page.ts';

/** At the foot of the page, how many notes people wrote and how many AI did. */
export function enableOriginShare(page: CanvasPage): void {
  const people = svgElement('rect', { height: '6', class: 'share-people' });
  const ai = svgElement('rect', { height: '6', class: 'share-ai' });
  const bar = svgElement(
    'svg',
    { class: 'share-bar', viewBox: '0 0 60 6', 'aria-hidden': 'true' },
    people,
    ai,
  );
  const text = element('span', {});
  const line = element('p', { class: 'origin-share', 'data-private': '' }, bar, text);
  document.querySelector('.foot-end')?.before(line);
  let shown = '';
  const show = (): void => {
    const { human, ai: made } = originsOf(page.pastState ?? page.store.state);
    const total = human + made;
    if (shown === `${human} ${made}`) return;
    shown = `${human} ${made}`;
    line.hidden = total === 0;
    text.textContent = word('origin-share', { total, human, ai: made });
    const width = total === 0 ? 0 : (60 * human) / total;
    people.setAttribute('width', width.toFixed(1));
    ai.setAttribute('x', width.toFixed(1));
    ai.setAttribute('width', (60 - width).toFixed(1));
  };
  page.store.onState(show);
  document.addEventListener('past-shown', show);
  show();
}
