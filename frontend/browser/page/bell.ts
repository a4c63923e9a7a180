import type { Notification } from '@aibmc/common/contract/notifications';
import { element } from '../dom.ts';

const EVERY_MS = 60_000;
/** Coming back to the page asks again, but not for each of several times at once. */
const AT_MOST_EVERY_MS = 5_000;
const TIMEOUT_MS = 10_000;
const SHOWN = 8;

interface News {
  items: Notification[];
  unread: number;
}

/** What somebody was told meanwhile, under the bell of every page: a count, and the last ones in a menu. */
export function showNews(): void {
  const bell = document.querySelector<HTMLElement>('[data-bell]');
  if (bell) new Bell(bell).start();
  for (const link of document.querySelectorAll<HTMLElement>('a[data-told]'))
    link.addEventListener('click', () => void read({ ids: [link.dataset['told'] ?? ''] }));
}

class Bell {
  readonly #bell: HTMLElement;
  readonly #words: Record<string, string>;
  /** Unread ones when it was last asked; null before. */
  #unread: number | null = null;
  #askedAt = -Infinity;
  #isSignedOut = false;

  constructor(bell: HTMLElement) {
    this.#bell = bell;
    this.#words = JSON.parse(bell.dataset['words'] ?? '{}') as Record<string, string>;
  }

  start(): void {
    void this.#ask();
    setInterval(() => void this.#ask(), EVERY_MS);
    document.addEventListener('visibilitychange', () => void this.#ask());
    window.addEventListener('focus', () => void this.#ask());
    this.#bell.addEventListener('toggle', () => void this.#ask());
  }

  async #ask(): Promise<void> {
    const now = performance.now();
    if (document.hidden || this.#isSignedOut || now - this.#askedAt < AT_MOST_EVERY_MS) return;
    this.#askedAt = now;
    try {
      const response = await fetch(`/api/v1/notifications?limit=${SHOWN}`, {
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      this.#isSignedOut = response.status === 401;
      if (response.ok) this.#show((await response.json()) as News);
      else this.#showAway();
    } catch {
      this.#showAway();
    }
  }

  #show({ items, unread }: News): void {
    this.#showCount(unread);
    const list = element('ul', { role: 'list' }, ...items.map((told) => this.#row(told)));
    const parts: Node[] = items.length > 0 ? [list] : [element('p', {}, this.#text('none'))];
    const newest = items[0];
    if (unread > 0 && newest) parts.push(this.#readAllButton(newest.id));
    this.#replaceList(parts);
  }

  /** The menu is written anew only while the focus is not in it: nothing moves under who is about to press. */
  #replaceList(parts: Node[]): void {
    const list = this.#part('list');
    if (!list.contains(document.activeElement)) list.replaceChildren(...parts);
  }

  /** What was there stays; only where nothing is there yet it is said. */
  #showAway(): void {
    if (this.#part('list').childElementCount === 0) this.#replaceList([element('p', {}, this.#text('away'))]);
  }

  #showCount(unread: number): void {
    const count = this.#part('count');
    count.hidden = unread === 0;
    count.textContent = unread > 99 ? '99+' : String(unread);
    this.#part('said').textContent = unread > 0 ? this.#amount('unread', unread) : '';
    if (this.#unread !== null && unread > this.#unread)
      this.#announce(this.#amount('new', unread - this.#unread));
    this.#unread = unread;
  }

  /** What is in a closed menu is said to nobody, so this is beside it. */
  #announce(text: string): void {
    const announcer = document.querySelector('[data-bell-announcer]');
    if (announcer) announcer.textContent = text;
  }

  #row(told: Notification): HTMLElement {
    const link = element('a', { href: told.path });
    if (!told.isRead)
      link.append(element('span', { class: 'visually-hidden' }, `${this.#text('is-unread')}: `));
    link.append(this.#sentence(told), element('small', {}, this.#ago(told.at)));
    link.addEventListener('click', () => void read({ ids: [told.id] }));
    return element('li', { class: told.isRead ? '' : 'is-unread' }, link);
  }

  #readAllButton(upTo: string): HTMLElement {
    const button = element('button', { type: 'button', class: 'quiet' }, this.#text('read-all'));
    button.addEventListener('click', () => void this.#readAll(upTo, button));
    return button;
  }

  async #readAll(upTo: string, button: HTMLElement): Promise<void> {
    if (!(await read({ upTo }))) return;
    this.#bell.querySelector('summary')?.focus();
    button.remove();
    this.#askedAt = -Infinity;
    await this.#ask();
  }

  #sentence({ kind, actor, canvas, group, role }: Notification): string {
    return this.#text(kind, {
      actor: actor?.name || this.#text('somebody'),
      canvas: canvas?.title ?? '',
      group: group?.name ?? '',
      role: role ? this.#text(`role.${role}`).toLowerCase() : '',
    });
  }

  #ago(iso: string): string {
    const minutes = Math.floor(Math.max(0, Date.now() - Date.parse(iso)) / 60_000);
    const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' });
    if (minutes < 60) return format.format(-minutes, 'minute');
    return minutes < 1_440
      ? format.format(-Math.floor(minutes / 60), 'hour')
      : format.format(-Math.floor(minutes / 1_440), 'day');
  }

  #text(key: string, params: Record<string, string> = {}): string {
    return (this.#words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
  }

  #amount(key: string, count: number): string {
    return this.#text(`${key}.${count === 1 ? 'one' : 'other'}`, { count: String(count) });
  }

  #part(name: string): HTMLElement {
    const part = this.#bell.querySelector<HTMLElement>(`[data-bell-${name}]`);
    if (!part) throw new Error(`the bell has no ${name}`);
    return part;
  }
}

/** Whether it arrived. It goes on while the page is left. */
async function read(body: { ids: string[] } | { upTo: string }): Promise<boolean> {
  try {
    const response = await fetch('/api/v1/notifications/read', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      keepalive: true,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}
