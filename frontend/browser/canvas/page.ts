import type { Language } from '@aibmc/common/canvas/blocks';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import { byId } from '../dom.ts';

/** What the server wrote into the page for its script. */
interface PageData extends Pick<CanvasDetail, 'canvas' | 'notes' | 'connections' | 'suggestions' | 'role'> {
  editable: boolean;
  userId: string;
  /** Names of those who wrote on the canvas, by their ids. */
  names: Record<string, string>;
}

const main = byId('main');
const words = JSON.parse(main.dataset['words'] ?? '{}') as Record<string, string>;

export const language = (main.dataset['lang'] ?? 'en') as Language;

/** The time zone of the account; that of the browser where the account has none, or one that the browser does not know. */
export const timeZone = knownZone(main.dataset['timeZone']);

function knownZone(name: string | undefined): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Where the API is for this page: guests of a share link have an address of their own. */
export const apiBase = main.dataset['api'] ?? '/api/v1';

/** Whether the page is that of a guest, who came by a share link. */
export const isGuest = 'api' in main.dataset;

export function readPage(): PageData {
  return JSON.parse(main.dataset['canvas'] ?? '') as PageData;
}

/** A text in the language of the page, with `{name}` put in. Blocks go by their own names. */
export function word(key: string, params: Record<string, string | number> = {}): string {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** Says something to those who do not see the page. */
export function announce(text: string): void {
  byId('announcer').textContent = text;
}
