import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import type { CanvasPage } from '../canvas/canvas-page.ts';
import { notesOf } from '../canvas/note-acts.ts';
import { word } from '../canvas/page.ts';
import { element, icon } from '../dom.ts';
import { Composer, type Written } from './composer.ts';
import type { Mentionable } from './mentions.ts';
import type { Place } from './wishes.ts';

const LONGEST_NAME = 60;

/** Begins a thread: a button that opens a field, with the note or block that the thread will be on. */
export class NewThread {
  readonly #page: CanvasPage;
  readonly #open = element('button', { type: 'button', class: 'button quiet-button small comments-new' });
  readonly #about = element('select', { 'aria-label': word('comments-about') });
  readonly #composer: Composer;
  readonly element = element('div', { class: 'comments-begin' });

  constructor(
    page: CanvasPage,
    people: () => readonly Mentionable[],
    send: (on: Place, written: Written) => void,
  ) {
    this.#page = page;
    this.#open.append(icon('plus'), word('comments-new'));
    this.#composer = new Composer({
      label: word('comments-label'),
      people,
      send: (written) => {
        const on = this.#chosen();
        this.#fold();
        send(on, written);
      },
      cancel: () => this.#fold(),
    });
    this.#composer.element.prepend(this.#about);
    this.#composer.element.hidden = true;
    this.#open.addEventListener('click', () => {
      const [selected] = page.selection.ids;
      this.write(selected ? { noteId: selected } : { block: BLOCKS[0] });
    });
    this.element.append(this.#open, this.#composer.element);
  }

  /** Opens the field. What was typed before stays in it. */
  write(on: Place): void {
    this.#fillAbout();
    this.#about.value = 'noteId' in on ? `note ${on.noteId}` : `block ${on.block}`;
    this.#open.hidden = true;
    this.#composer.element.hidden = false;
    this.#composer.focus();
    this.element.scrollIntoView({ block: 'nearest' });
  }

  #chosen(): Place {
    const [kind, id = ''] = this.#about.value.split(' ');
    return kind === 'note' ? { noteId: id } : { block: id as Block };
  }

  #fold(): void {
    const hadFocus = this.#composer.element.contains(document.activeElement);
    this.#composer.element.hidden = true;
    this.#open.hidden = false;
    if (hadFocus) this.#open.focus();
  }

  #fillAbout(): void {
    const groups = BLOCKS.map((block) => {
      const group = element('optgroup', { label: word(block) });
      group.append(
        element('option', { value: `block ${block}` }, word('comments-whole-block', { block: word(block) })),
      );
      for (const { id, text } of notesOf(this.#page.store.state, block)) {
        const name = text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
        group.append(element('option', { value: `note ${id}` }, name));
      }
      return group;
    });
    this.#about.replaceChildren(...groups);
  }
}
