import type { CanvasPage } from '../canvas/canvas-page.ts';
import { announce, word } from '../canvas/page.ts';
import { element, icon } from '../dom.ts';
import { type Hindrance, LONGEST_INSTRUCTION, type Models, type Usage } from './offers.ts';
import { modelName, usageInWords } from './telling.ts';

export interface Question {
  instruction: string;
  noteIds: readonly string[];
}

interface FormActs {
  /** Whether the question was taken; it stays in the field where it was not. */
  ask: (question: Question) => Promise<boolean>;
  chooseModel: (model: string) => void;
}

/** The field for a question, with the notes it is about, the model and what is left of today. */
export class AskForm {
  readonly #page: CanvasPage;
  readonly field = element('textarea', {
    rows: '2',
    maxlength: String(LONGEST_INSTRUCTION),
    'aria-label': word('ai-question'),
    placeholder: word('ai-question'),
  });
  readonly #send = element('button', { class: 'button ai-send' }, word('ai-ask'));
  readonly #about = element('ul', { class: 'ai-chips', role: 'list', 'aria-label': word('ai-about') });
  readonly #models = element('select', { 'aria-label': word('ai-model') });
  readonly #left = element('p', { class: 'ai-left' });
  readonly #needs = element('p', { class: 'ai-needs' });
  readonly #problem = element('p', { class: 'field-error', role: 'alert' });
  readonly #ask = element('div', { class: 'ai-ask' }, this.field, this.#send);
  readonly element = element(
    'form',
    { class: 'ai-form' },
    this.#problem,
    this.#about,
    this.#ask,
    this.#needs,
    element('div', { class: 'ai-foot' }, this.#models, this.#left),
  );
  #noteIds: readonly string[] = [];

  constructor(page: CanvasPage, { ask, chooseModel }: FormActs) {
    this.#page = page;
    const settings = element('a', { href: '/settings' }, word('ai-settings'));
    this.#needs.append(`${word('ai-needs-endpoint-all')} `, settings);
    this.#models.addEventListener('change', () => chooseModel(this.#models.value));
    this.field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.element.requestSubmit();
    });
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      const instruction = this.field.value.trim();
      if (instruction && !this.#send.disabled) void this.#submit(ask, instruction);
    });
    this.#showAbout();
  }

  /** Makes a question ready: about these notes, beginning with this text. What was typed stays. */
  prepare({ noteIds = [], instruction = '' }: Partial<Question>): void {
    if (noteIds.length > 0) this.#noteIds = noteIds;
    this.#showAbout();
    if (this.field.value.trim() === '') this.field.value = instruction;
    if (this.field.disabled) this.#needs.querySelector('a')?.focus();
    else this.field.focus();
  }

  show(hindrance: Hindrance, models: Models | null, model: string | null, usage: Usage | null): void {
    const needsEndpoint = hindrance === 'needs-endpoint';
    this.#ask.hidden = needsEndpoint;
    this.#needs.hidden = !needsEndpoint;
    this.field.disabled = this.#send.disabled = hindrance !== null;
    this.#showModels(models, model);
    this.#left.textContent = usage ? usageInWords(usage) : '';
    this.#left.classList.toggle('is-out', usage?.remaining === 0);
  }

  /** Says why something was not started, until the next wish. */
  tell(problem: string): void {
    this.#problem.textContent = problem;
    if (problem) this.#problem.scrollIntoView({ block: 'nearest' });
  }

  async #submit(ask: FormActs['ask'], instruction: string): Promise<void> {
    this.#send.disabled = true;
    const isTaken = await ask({ instruction, noteIds: this.#noteIds });
    this.#send.disabled = false;
    if (!isTaken) return;
    if (this.field.value.trim() === instruction) this.field.value = '';
    this.#noteIds = [];
    this.#showAbout();
  }

  #showModels(models: Models | null, model: string | null): void {
    const items = models?.items ?? [];
    this.#models.hidden = items.length < 2;
    const known = [...this.#models.options].map(({ value }) => value);
    if (JSON.stringify(known) !== JSON.stringify(items.map(({ id }) => id))) {
      this.#models.replaceChildren(...items.map(({ id }) => element('option', { value: id }, modelName(id))));
    }
    if (model) this.#models.value = model;
  }

  #showAbout(): void {
    const notes = this.#noteIds.flatMap((id) => this.#page.store.state.notes.get(id) ?? []);
    this.#about.hidden = notes.length === 0;
    this.#about.replaceChildren(
      ...notes.map(({ id, text }) => {
        const remove = element(
          'button',
          { type: 'button', class: 'ai-chip', 'aria-label': word('ai-about-remove', { text }) },
          element('span', {}, text),
          icon('close'),
        );
        remove.addEventListener('click', () => {
          this.#noteIds = this.#noteIds.filter((other) => other !== id);
          this.#showAbout();
          this.field.focus();
        });
        return element('li', {}, remove);
      }),
    );
    if (notes.length > 0) announce(`${word('ai-about')}: ${notes.map(({ text }) => text).join(', ')}`);
  }
}
