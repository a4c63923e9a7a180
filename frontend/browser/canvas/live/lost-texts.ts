import type { Command } from './outbox.ts';

/** Finds texts that were written into notes which others removed: saving them changes nothing. */
export class LostTexts {
  readonly #told = new Set<string>();

  /**
   * The last text of each such note, by the note's id, each text once; `isGone` is asked with the revision of the text,
   * where that is known.
   */
  find(
    commands: readonly Command[],
    isGone: (noteId: string, writtenAt: number | undefined) => boolean,
  ): Map<string, string> {
    const texts = new Map<string, string>();
    for (const { edits, revisions } of commands) {
      for (const edit of edits) {
        if (edit.type === 'note.remove') texts.delete(edit.noteId);
        if (edit.type !== 'note.set' || edit.set.text === undefined) continue;
        if (this.#told.has(edit.id) || !isGone(edit.noteId, revisions.get(edit.id))) continue;
        texts.set(edit.noteId, edit.set.text);
        this.#told.add(edit.id);
      }
    }
    return texts;
  }
}
