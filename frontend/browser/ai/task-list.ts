import { word } from '../canvas/page.ts';
import { element } from '../dom.ts';
import { counted } from '../history/telling.ts';
import { type Hindrance, type Listed, LISTED, LONGEST_INSTRUCTION } from './offers.ts';

interface Shown {
  hindranceOf: (task: Listed) => Hindrance;
  isEmpty: boolean;
  findings: number;
}

/** What AI can do for the whole canvas, one button each, and a field for wishes. */
export class TaskList {
  readonly #buttons = new Map<Listed, HTMLButtonElement>();
  readonly #wishes = element('input', {
    id: 'ai-wishes',
    autocomplete: 'off',
    maxlength: String(LONGEST_INSTRUCTION),
    placeholder: word('ai-wishes-hint'),
  });
  readonly element: HTMLElement;

  constructor(start: (task: Listed) => void) {
    const list = element('div', { class: 'ai-tasks' });
    for (const task of LISTED) {
      const made = element('button', { type: 'button', class: 'ai-task', 'data-task': task });
      made.append(element('strong', {}), element('span', {}));
      made.addEventListener('click', () => start(task));
      this.#buttons.set(task, made);
      list.append(made);
    }
    this.element = element(
      'section',
      { class: 'ai-offers', 'aria-labelledby': 'ai-offers-title' },
      element('h3', { class: 'panel-title', id: 'ai-offers-title' }, word('ai-tasks')),
      list,
      element('label', { for: 'ai-wishes' }, word('ai-wishes')),
      this.#wishes,
    );
  }

  get wishes(): string {
    return this.#wishes.value.trim();
  }

  clearWishes(): void {
    this.#wishes.value = '';
  }

  show({ hindranceOf, isEmpty, findings }: Shown): void {
    for (const [task, made] of this.#buttons) {
      const hindrance = hindranceOf(task);
      const name = task === 'canvas' && isEmpty ? 'draft' : task;
      const hint = task === 'improve' ? counted('ai-hint-improve', findings) : word(`ai-hint-${name}`);
      made.disabled = hindrance !== null;
      // That all are used up is said once, beside the field.
      const isSaidHere = hindrance !== null && hindrance !== 'used-up';
      setText(made.querySelector('strong'), word(`ai-task-${name}`));
      setText(made.querySelector('span'), isSaidHere ? word(`ai-${hindrance}`) : hint);
    }
  }
}

function setText(target: Element | null, text: string): void {
  if (target && target.textContent !== text) target.textContent = text;
}
