import { type Block, BLOCK_TEXT, BLOCKS, type Language } from '@aibmc/common/canvas/blocks';
import { en } from '../i18n/en.ts';
import { translator } from '../i18n/translate.ts';

const PREFIX = 'browser.';
const cache = new Map<Language, string>();

/** The texts that the canvas page's script shows, as JSON for a data attribute: `browser.*`, and the blocks' titles, long and short. */
export function browserWords(lang: Language): string {
  const known = cache.get(lang);
  if (known) return known;
  const t = translator(lang);
  const keys = Object.keys(en).filter((key) => key.startsWith(PREFIX));
  const words = Object.fromEntries(keys.map((key) => [key.slice(PREFIX.length), t(key)]));
  const titles = Object.fromEntries(
    BLOCKS.flatMap((block: Block) => [
      [block, BLOCK_TEXT[lang][block].title],
      [`short-${block}`, t(`block.${block}`)],
    ]),
  );
  const json = JSON.stringify({ ...words, ...titles });
  cache.set(lang, json);
  return json;
}
