import { openDialog } from '../canvas/dialogs.ts';
import { word } from '../canvas/page.ts';
import { element } from '../dom.ts';

const LONGEST_TITLE = 120;
const MOST_DOTS = 20;
const USUAL_DOTS = 3;
/** Minutes that are offered; none: until somebody stops it. */
const MINUTES = ['', '1', '2', '3', '5', '10', '15', '30', '60'];
const USUAL_MINUTES = '5';

export interface VotingWish {
  title: string;
  dots: number;
  seconds: number | null;
}

/** Asks what is voted on, with how many dots and for how long. `start` answers why it could not be, or nothing. */
export function askForVoting(start: (wish: VotingWish) => Promise<string>, isOneThere: boolean): void {
  const title = element('input', { required: '', maxlength: String(LONGEST_TITLE), autocomplete: 'off' });
  title.value = word('vote-title-usual');
  const dots = element('input', { type: 'number', min: '1', max: String(MOST_DOTS), required: '' });
  dots.value = String(USUAL_DOTS);
  const minutes = element('select', {});
  for (const value of MINUTES) {
    const name = value === '' ? word('vote-no-end') : word('vote-minutes', { minutes: value });
    minutes.append(element('option', { value }, name));
  }
  minutes.value = USUAL_MINUTES;
  const problem = element('p', { class: 'field-error', role: 'alert' });
  const cancel = element('button', { type: 'button', class: 'button small quiet-button' }, word('cancel'));
  const send = element('button', { class: 'button small' }, word('vote-start'));
  const form = element(
    'form',
    { class: 'vote-form' },
    labelled('vote-title', title),
    labelled('vote-dots-each', dots),
    labelled('vote-time', minutes),
    element('p', { class: 'hint' }, word(isOneThere ? 'vote-hint-replaces' : 'vote-hint')),
    problem,
    element('div', { class: 'dialog-row' }, cancel, send),
  );
  const dialog = openDialog('vote', word('vote-start-title'), form);
  title.select();
  cancel.addEventListener('click', () => dialog.close());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const seconds = minutes.value === '' ? null : Number(minutes.value) * 60;
    send.disabled = true;
    void start({ title: title.value.trim(), dots: Number(dots.value), seconds }).then((reason) => {
      send.disabled = false;
      problem.textContent = reason;
      if (!reason) dialog.close();
    });
  });
}

function labelled(name: string, field: HTMLElement): HTMLElement {
  return element('label', { class: 'vote-field' }, element('span', {}, word(name)), field);
}
