// Already there: so the bundler keeps what pages share in one piece, not one for each combination of lazy parts.
import './canvas.ts';
import { element, icon } from './dom.ts';
import { openDialog } from './canvas/dialogs.ts';
import { announce, word } from './canvas/page.ts';

/**
 * The links of a canvas in a dialog. What it holds is the page of the links without what is around it, forms and all, as
 * the server writes it.
 */
export async function openShare(address: string): Promise<void> {
  const content = await fetchContent(`${address}?part=dialog`);
  if (!content) {
    location.assign(address);
    return;
  }
  const dialog = openDialog('share', content.dataset['title'] ?? '', content);
  let isBusy = false;
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    dialog.classList.add('is-busy');
    void send(event.target as HTMLFormElement, dialog).finally(() => {
      isBusy = false;
      dialog.classList.remove('is-busy');
    });
  });
}

/** Sends a form and shows what came of it; what was typed stays where nothing did. */
async function send(form: HTMLFormElement, dialog: HTMLElement): Promise<void> {
  const old = dialog.querySelector('.share-content');
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  const content = await fetchContent(form.action, { method: 'POST', body });
  if (!content) {
    sayAway(old);
    return;
  }
  old?.replaceWith(content);
  const focused =
    content.querySelector<HTMLElement>('[aria-invalid=true], [autofocus]') ??
    dialog.querySelector<HTMLElement>('.share-new-title');
  focused?.focus();
  const said = content.querySelector('.notice, .alert, .field-error');
  announce(said?.textContent.trim() ?? '');
}

/** What the server answers for the dialog; null where it answers anything else, or cannot be reached. */
async function fetchContent(address: string, init: RequestInit = {}): Promise<HTMLElement | null> {
  try {
    const answer = await fetch(address, {
      ...init,
      headers: { accept: 'text/html' },
      signal: AbortSignal.timeout(10_000),
    });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const content = page.querySelector<HTMLElement>('.share-content');
    return content && document.adoptNode(content);
  } catch {
    return null;
  }
}

function sayAway(content: Element | null): void {
  const text = word('share-away');
  content?.querySelector('.alert')?.remove();
  content?.prepend(element('p', { class: 'alert' }, icon('alert'), element('span', {}, text)));
  announce(text);
}
