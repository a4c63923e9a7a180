import { connectionWords } from '@aibmc/common/canvas/connection-words';
import { element } from '../dom.ts';
import type { CanvasPage } from './canvas-page.ts';
import { connectionCandidates } from './note-acts.ts';
import { language, word } from './page.ts';
import { selectOnly } from './selecting.ts';
import { focusNote } from './targets.ts';

const PHONE = matchMedia('(max-width: 699px)');

/** On phones, where there are no lines: under the selected note what it is connected to, which leads there. */
export function enableLinkedChips(page: CanvasPage): void {
  const strip = element('div', { class: 'linked', role: 'group', 'aria-label': word('linked-to') });
  let shown = '';

  const show = (): void => {
    const [noteId, ...more] = page.selection.ids;
    const note = page.store.state.notes.get(noteId ?? '');
    const target = page.view.element(noteId ?? '');
    const linked = note
      ? connectionCandidates(page.store.state, note).filter(({ connectionId }) => connectionId)
      : [];
    if (!PHONE.matches || !note || !target || more.length > 0 || linked.length === 0) {
      strip.remove();
      shown = '';
      return;
    }
    const chips = linked.map((candidate) => {
      const kind = connectionWords(note.block, candidate.note.block, language) ?? '';
      return {
        id: candidate.note.id,
        text: candidate.note.text,
        kind,
        hue: page.view.colours.get(candidate.note.id)?.hues[0] ?? 'grey',
      };
    });
    const signature = JSON.stringify([noteId, chips]);
    if (signature !== shown) {
      shown = signature;
      strip.replaceChildren(
        element('span', { class: 'linked-title' }, word('linked-to')),
        ...chips.map(chip),
      );
    }
    if (strip.parentElement !== target) target.append(strip);
  };

  strip.addEventListener('click', (event) => {
    event.stopPropagation();
    const id = (event.target as Element).closest<HTMLElement>('[data-to]')?.dataset['to'];
    if (!id) return;
    selectOnly(page, id);
    focusNote(page, id);
    page.view.element(id)?.scrollIntoView({ block: 'center' });
  });
  page.selection.onChange(show);
  page.store.onState(show);
  PHONE.addEventListener('change', show);
}

function chip({ id, text, kind, hue }: { id: string; text: string; kind: string; hue: string }): HTMLElement {
  return element(
    'button',
    { type: 'button', class: 'chip', 'data-to': id },
    element('span', { class: 'dot', 'data-hue': hue }),
    element('span', { class: 'linked-kind' }, kind),
    element('span', { class: 'chip-text' }, text),
  );
}
