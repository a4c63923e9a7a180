import { CHECK_IDS, CHECKS } from '@aibmc/common/canvas/checks';
import type { Percentiles } from './figures.ts';
import type { Scorecard } from './scorecard.ts';
import type { Overlap } from './swap-test.ts';

const MOST_FINDINGS = 20;

/** A scorecard as lines of text. */
export function linesOf(card: Scorecard): string[] {
  const { drafts, completeness, ideaWords, figures, tokens } = card;
  return [
    `${card.provider}: ${drafts} drafts, ${card.notes} notes`,
    '',
    ...CHECK_IDS.map((check) => line(CHECKS[check].en.title, `${card.passes[check]}/${drafts}`)),
    line('All checks', `${card.sound}/${drafts}`),
    '',
    line('Completeness of 100: mean, least', `${completeness.mean.toFixed(1)}, ${completeness.least}`),
    line(
      'Notes with words of the idea: mean, least',
      `${percent(ideaWords.mean)}, ${percent(ideaWords.least)}`,
    ),
    line('Notes that fit the most alike idea too: mean, all pairs', overlap(card.swap)),
    line('The same without the words of the idea: mean, all pairs', overlap(card.mould)),
    line('Notes with new figures, not marked as assumed', `${figures.notes}, ${figures.unmarked}`),
    line('Time to the first note: p50, p95', times(card.firstNoteMs)),
    line('Time to the whole draft: p50, p95', times(card.totalMs)),
    line('Calls of an endpoint', String(card.calls)),
    line('Tokens: prompt, completion', tokens ? `${tokens.prompt}, ${tokens.completion}` : 'not told'),
    ...detailsOf(card),
  ];
}

function detailsOf({ failed, findings }: Scorecard): string[] {
  const left = findings.length - MOST_FINDINGS;
  return [
    ...failed.map(({ id, error }) => `! ${id}: ${error}`),
    ...findings
      .slice(0, MOST_FINDINGS)
      .map(({ id, check, texts }) => `  ${id} ${check} ${texts.join(' | ')}`),
    ...(left > 0 ? [`  and ${left} findings more`] : []),
  ];
}

function line(name: string, value: string): string {
  return `${name.padEnd(62)}${value}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function overlap({ worst, overall }: Overlap): string {
  return `${percent(worst)}, ${percent(overall)}`;
}

function times(of: Percentiles | null): string {
  return of ? `${of.p50.toFixed(1)} ms, ${of.p95.toFixed(1)} ms` : 'no notes';
}
