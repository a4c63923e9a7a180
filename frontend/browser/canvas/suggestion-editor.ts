import { perform } from './acting.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { addNote, rewriteNote } from './note-acts.ts';
import { editInPlace } from './note-editor.ts';
import { word } from './page.ts';
import { acceptSuggestions } from './suggestion-acts.ts';
import { shownSuggestions, type SuggestionFacts } from './suggestion-facts.ts';
import { keepPlace } from './suggestion-place.ts';
import { toast } from './toast.ts';
import { showUnsaved } from './unsaved.ts';

interface Editor {
  facts: SuggestionFacts;
  field: HTMLTextAreaElement;
  abandon: () => void;
}

let open: Editor | null = null;

/** Edits the text of a suggestion in its card; saving accepts it with that text. */
export function editSuggestion(page: CanvasPage, id: string, card: HTMLElement): void {
  const facts = shownSuggestions(page.store.state).facts.find((each) => each.id === id);
  if (!facts?.text || !canEdit(page) || open?.facts.id === id) return;
  const { field, abandon } = editInPlace(card, facts.text, {
    takesOldText: true,
    save: (text) =>
      keepPlace(card, () => {
        if (!acceptSuggestions(page, [id], new Map([[id, text]]))) showUnsaved([text]);
      }),
    ended: () => (open = null),
  });
  open = { facts, field, abandon };
}

/** A suggestion that somebody else decides on while its text is changed here: what was typed can still be had. */
export function rescueSuggestion(page: CanvasPage): void {
  page.store.onState((state) => {
    if (!open || shownSuggestions(state).facts.some(({ id }) => id === open?.facts.id)) return;
    const { facts, field, abandon } = open;
    const text = field.value.trim();
    abandon();
    if (!text || text === facts.text) return;
    const note = state.notes.get(facts.noteId ?? '');
    const act = (): void => {
      perform(page, [note ? rewriteNote(note.id, text) : addNote(page.store.state, facts.block, text)]);
    };
    const label = word(note ? 'use-mine' : 'add-again');
    toast(word('suggestion-gone', { text }), { stays: true, action: { label, act } });
  });
}
