import { word } from '../canvas/page.ts';
import { element } from '../dom.ts';
import { type Mentionable, mentionedIn } from './mentions.ts';
import { mentionPicker } from './mention-picker.ts';

/** As the contract has it; browser code does not load its schemas. */
const LONGEST_TEXT = 2_000;
const MOST_MENTIONS = 20;
const COUNTED_FROM = 1_800;

export interface Written {
  text: string;
  mentions: string[];
}

interface ComposerOptions {
  /** What the field is called. */
  label: string;
  send: (written: Written) => void;
  /** It is not wanted any more; what was typed stays in the field. */
  cancel: () => void;
  people: () => readonly Mentionable[];
  text?: string;
  sendWord?: string;
}

/** A field for a comment. Enter makes a new line, with Ctrl or Cmd it sends. */
export class Composer {
  readonly field = element('textarea', { rows: '2', maxlength: String(LONGEST_TEXT) });
  readonly element = element('form', { class: 'composer' });
  readonly #send = element('button', { class: 'button small' });

  constructor({ label, send, cancel, people, text = '', sendWord = 'comments-send' }: ComposerOptions) {
    const cancelling = element('button', { type: 'button', class: 'text-link' }, word('cancel'));
    const count = element('span', { class: 'hint', role: 'status' });
    this.field.setAttribute('aria-label', label);
    this.field.setAttribute('placeholder', label);
    this.field.value = text;
    this.#send.textContent = word(sendWord);
    const look = (): void => {
      const { length } = this.field.value;
      count.textContent = length >= COUNTED_FROM ? `${length} / ${LONGEST_TEXT}` : '';
    };
    this.field.addEventListener('input', look);
    look();
    // Before the field's own keys: while people are offered, the keys are for them.
    const picker = mentionPicker(this.field, people);
    this.field.addEventListener('keydown', (event) => {
      if (event.defaultPrevented) return;
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.element.requestSubmit();
      } else if (event.key === 'Escape') {
        event.preventDefault();
        cancel();
      }
    });
    cancelling.addEventListener('click', cancel);
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      const written = this.field.value.trim();
      if (!written) {
        this.field.focus();
        return;
      }
      this.field.value = '';
      send({ text: written, mentions: mentionedIn(written, people()).slice(0, MOST_MENTIONS) });
    });
    const row = element('div', { class: 'composer-row' }, this.#send, cancelling, count);
    this.element.append(this.field, picker, row);
  }

  focus(): void {
    this.field.focus();
    const end = this.field.value.length;
    this.field.setSelectionRange(end, end);
  }
}
