import type { Version } from '@aibmc/common/contract/history';
import { element, icon } from '../dom.ts';
import { word } from '../canvas/page.ts';
import type { Burst } from './bursts.ts';
import { agoOf, clockOf, counted, exactTimeOf, nameOfVersion, sentenceOf, summaryOf } from './telling.ts';

type NameOf = (userId: string | null) => string;

/** What one person did in one go: shows the board as it was then, and opens to its single edits. */
export function burstEntry(burst: Burst, nameOf: NameOf): HTMLLIElement {
  const who = nameOf(burst.author);
  const name = element('span', { class: 'history-who' }, who);
  if (burst.origin === 'ai') {
    const hidden = element('span', { class: 'visually-hidden' }, word('by-ai'));
    name.append(element('span', { class: 'history-ai', title: word('by-ai') }, icon('spark'), hidden));
  }
  const view = viewButton(burst.last, name, timeOf(burst.at), ago(burst.at));
  view.append(element('span', { class: 'history-what' }, summaryOf(burst)));
  const entry = element('li', { class: 'history-entry' }, view);
  entry.append(compareButton(burst.last, `${who}, ${clockOf(burst.at)}`));
  if (burst.told.length > 1) entry.append(singleEdits(burst));
  return entry;
}

/** The single edits of a burst, newest first; made when they are opened. */
function singleEdits(burst: Burst): HTMLElement {
  const summary = element('summary', {}, counted('history-edits', burst.told.length));
  const details = element('details', { class: 'history-edits' }, summary);
  details.addEventListener(
    'toggle',
    () => {
      const lines = burst.told.toReversed().map(({ edit, deeds }) => {
        const view = viewButton(edit.revision);
        view.append(sentenceOf(deeds));
        view.title = exactTimeOf(edit.at);
        return element('li', {}, view);
      });
      details.append(element('ol', { role: 'list' }, ...lines));
    },
    { once: true },
  );
  return details;
}

/** A version, as a mark between the bursts. */
export function versionEntry(version: Version, nameOf: NameOf): HTMLLIElement {
  const { revision, at, author, authorName, noteCount, kind } = version;
  const who = author === null ? [] : [authorName ?? nameOf(author)];
  const facts = [...who, counted('history-notes', noteCount)].join(' · ');
  const name = element('span', { class: 'history-who' }, nameOfVersion(version));
  const view = viewButton(revision, name, timeOf(at));
  view.append(element('span', { class: 'history-what' }, `${facts} `, ago(at)));
  const entry = element('li', { class: `history-entry is-version is-${kind}` }, icon('flag'), view);
  entry.append(compareButton(revision, nameOfVersion(version)));
  return entry;
}

export function dayEntry(day: string): HTMLLIElement {
  return element('li', { class: 'history-day' }, element('h3', {}, day));
}

function viewButton(revision: number, ...children: Node[]): HTMLButtonElement {
  const attributes = { type: 'button', class: 'history-view', 'data-view': String(revision) };
  return element('button', attributes, ...children);
}

function compareButton(revision: number, what: string): HTMLButtonElement {
  const label = word('history-compare-with', { what });
  const attributes = {
    type: 'button',
    class: 'icon-button history-compare',
    title: label,
    'aria-label': label,
  };
  return element('button', { ...attributes, 'data-compare': String(revision) }, icon('compare'));
}

function timeOf(at: string): HTMLTimeElement {
  return element('time', { datetime: at, title: exactTimeOf(at) }, clockOf(at));
}

function ago(at: string): HTMLElement {
  return element('span', { class: 'history-ago', 'data-ago': at }, agoOf(at));
}
