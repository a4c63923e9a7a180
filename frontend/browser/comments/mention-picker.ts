import { personColour } from '@aibmc/common/canvas/person-colour';
import { initialsOf } from '../canvas/person-colour.ts';
import { announce, word } from '../canvas/page.ts';
import { element } from '../dom.ts';
import { counted } from '../history/telling.ts';
import { type Mentionable, mentionAt, offered } from './mentions.ts';

let pickers = 0;

/**
 * Offers people while a name is typed behind `@`: arrow keys choose, Enter or Tab takes, Escape closes. The focus stays in
 * the field, which tells the chosen one by `aria-activedescendant`. Answers the list, to be put below the field.
 */
export function mentionPicker(field: HTMLTextAreaElement, people: () => readonly Mentionable[]): HTMLElement {
  const id = `mentions-${++pickers}`;
  const list = element('ul', {
    class: 'mentions',
    id,
    role: 'listbox',
    'aria-label': word('comments-mention'),
  });
  let found: Mentionable[] = [];
  let chosen = 0;
  /** Where Escape closed the list: it stays closed for that name. */
  let closedAt = -1;
  list.hidden = true;
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-haspopup', 'listbox');
  field.setAttribute('aria-controls', id);

  const close = (): void => {
    list.hidden = true;
    field.removeAttribute('aria-activedescendant');
  };
  const choose = (index: number): void => {
    chosen = (index + found.length) % found.length;
    [...list.children].forEach((option, at) => option.setAttribute('aria-selected', String(at === chosen)));
    const option = list.children[chosen];
    if (option) field.setAttribute('aria-activedescendant', option.id);
    option?.scrollIntoView({ block: 'nearest' });
  };
  const take = (person: Mentionable | undefined): void => {
    const at = mentionAt(field.value, field.selectionStart);
    close();
    if (!person || !at) return;
    field.setRangeText(`@${person.name} `, at.from, field.selectionStart, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    close();
  };
  const look = (): void => {
    const at = mentionAt(field.value, field.selectionStart);
    if (at?.from !== closedAt) closedAt = -1;
    const before = list.hidden ? 0 : found.length;
    found = at && closedAt < 0 ? offered(at.query, people()) : [];
    if (found.length === 0) {
      close();
      return;
    }
    list.replaceChildren(...found.map((person, index) => optionFor(person, `${id}-${index}`)));
    list.hidden = false;
    choose(0);
    if (found.length !== before) announce(counted('comments-mention-found', found.length));
  };

  field.addEventListener('input', look);
  field.addEventListener('click', look);
  field.addEventListener('blur', close);
  field.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === 'ArrowDown') choose(chosen + 1);
    else if (event.key === 'ArrowUp') choose(chosen - 1);
    else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab') {
      take(found[chosen]);
    } else if (event.key === 'Escape') {
      closedAt = mentionAt(field.value, field.selectionStart)?.from ?? -1;
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // The field keeps the focus.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => {
    const option = (target as Element).closest('[role=option]');
    if (option) take(found[[...list.children].indexOf(option)]);
  });
  return list;
}

function optionFor(person: Mentionable, id: string): HTMLElement {
  const { name } = person;
  const face = element('span', { class: 'avatar', 'data-who': personColour(person), 'aria-hidden': 'true' });
  face.append(initialsOf(name));
  return element('li', { class: 'mention', role: 'option', id, 'aria-selected': 'false' }, face, name);
}
