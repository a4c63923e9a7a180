import ejs, { type Options } from 'ejs';
import type { Express } from 'express';

const SPECIAL = /[&<>"']/;
const SPECIAL_ALL = /[&<>"']/g;
const ENTITY: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

/** Escapes for HTML text and quoted attributes. Most text has nothing to escape, so it looks before it replaces. */
export function escapeHtml(value: unknown): string {
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- a template shows text and numbers; null shows nothing
  const text = typeof value === 'string' ? value : value == null ? '' : String(value);
  return SPECIAL.test(text) ? text.replace(SPECIAL_ALL, (character) => ENTITY[character] ?? '') : text;
}

interface RenderOptions {
  viewsDir: string;
  /** Compile each template once per process; without it a changed file shows at the next request. */
  cache: boolean;
}

/**
 * Sets up `res.render(page, { vm })`. Templates are compiled strict, without `with`: they read `vm.…`, and
 * `locals.…` for what an include was given beside it.
 */
export function setUpViews(app: Express, { viewsDir, cache }: RenderOptions): void {
  const options: Options = {
    root: viewsDir,
    views: [viewsDir],
    cache,
    compileDebug: !cache,
    strict: true,
    destructuredLocals: ['vm'],
    escape: escapeHtml,
  };
  app.set('views', viewsDir);
  app.set('view engine', 'ejs');
  app.set('view cache', cache);
  app.engine('ejs', (file: string, data: object, done: (error: Error | null, html?: string) => void) => {
    void ejs.renderFile(file, { vm: (data as { vm: unknown }).vm }, options, done);
  });
}
