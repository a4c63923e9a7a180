import { type Block, BLOCK_TEXT, BLOCKS, type Language } from '@aibmc/common/canvas/blocks';
import { en } from '../i18n/en.ts';
import { translator } from '../i18n/translate.ts';

const PREFIX = 'browser.';

/**
 * The texts that the script of the canvas page shows, as JSON for a data attribute: `browser.*`, and the titles of the
 * blocks, long and short.
 */
export function browserWords(lang: Language): string {
  const t = translator(lang);
  const keys = Object.keys(en).filter((key) => key.startsWith(PREFIX));
  const words = Object.fromEntries(keys.map((key) => [key.slice(PREFIX.length), t(key)]));
  const titles = Object.fromEntries(
    BLOCKS.flatMap((block: Block) => [
      [block, BLOCK_TEXT[lang][block].title],
      [`short-${block}`, t(`block.${block}`)],
    ]),
  );
  return JSON.stringify({ ...words, ...titles });
}
