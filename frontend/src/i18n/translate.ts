import { type Language, LANGUAGES } from '@aibmc/common/canvas/blocks';
import { en, type MessageKey } from './en.ts';
import { es } from './es.ts';

type Params = Record<string, string | number>;
export type Translate = (key: string, params?: Params) => string;

const MESSAGES: Record<Language, Record<MessageKey, string>> = { en, es };

/**
 * Gives texts of a language by key, with `{name}` put in. With a `count`, `<key>.one` or `<key>.other` is used where
 * there is no `<key>`. A text that is no key (a message that a service sent) comes back unchanged.
 */
export function translator(lang: Language): Translate {
  const messages: Record<string, string | undefined> = MESSAGES[lang];
  const plural = new Intl.PluralRules(lang);
  return (key, params = {}) => {
    const form = typeof params['count'] === 'number' ? plural.select(params['count']) : 'other';
    const text = messages[key] ?? messages[`${key}.${form}`] ?? messages[`${key}.other`] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  };
}

/** The language that was chosen (cookie), else the best of `Accept-Language`, else English. */
export function preferredLanguage(acceptLanguage: string | undefined, cookie: string | undefined): Language {
  const chosen = LANGUAGES.find((language) => language === cookie);
  if (chosen) return chosen;
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find(Boolean);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    const known = LANGUAGES.find((candidate) => candidate === language);
    if (known) return known;
  }
  return 'en';
}
