import { expect } from '@jest/globals';

/** What no page may have: it would be incomplete, untranslated, or blocked by the strict policy. */
const FAULTS = [
  /undefined|\[object |NaN/,
  / style="| on[a-z]+="|<script>|<script [^>]*>[^<]|<style/,
  /(src|href|action)="(https?:)?\/\/(?!(www\.strategyzer|creativecommons)\.)/,
  />\s*(form|error|notice|title)\.[a-z.-]+\s*</,
];

/** Expects a whole page with none of that. */
export function expectSoundPage(html: string): void {
  const found = FAULTS.map((fault) => fault.exec(html)).map(
    (match) => match && html.slice(Math.max(0, match.index - 60), match.index + 60),
  );
  expect(found.filter(Boolean)).toEqual([]);
  const whole = html.trim();
  expect([whole.slice(0, 15), whole.slice(-7)]).toEqual(['<!doctype html>', '</html>']);
}
