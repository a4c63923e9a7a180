import type { Language } from '@aibmc/common/canvas/blocks';
import type { CheckResult } from '@aibmc/common/canvas/checks';
import { completenessOf } from '@aibmc/common/canvas/completeness';
import { MOST_SHOWN, openFindings, stepOf } from '@aibmc/common/canvas/open-findings';
import { progressOf } from '@aibmc/common/canvas/progress';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import { can } from '@aibmc/common/permissions';

/** What the page is sent with; its script lists the others too. */
const MOST_LISTED = 50;

/** How far a canvas is and what is to mend on it, in words, each finding with the place on the page where that is done. */
export function findingsView(
  { findings, passed, total }: CheckResult,
  { canvas, notes, connections, role }: Pick<CanvasDetail, 'canvas' | 'notes' | 'connections' | 'role'>,
  lang: Language,
) {
  const { idea, language } = canvas;
  const completeness = completenessOf({ idea, language, notes, connections });
  const byId = new Map(notes.map((note) => [note.id, note]));
  const open = openFindings(findings, byId, lang);
  const cards = open.slice(0, MOST_LISTED).map((finding) => {
    const step = stepOf(finding, byId, lang, can(role, 'canvas.edit'));
    return { ...finding, label: step.label, href: hrefOf(step) };
  });
  return {
    completeness,
    step: progressOf({ passed, total, completeness }),
    shown: cards.slice(0, MOST_SHOWN),
    rest: cards.slice(MOST_SHOWN),
    restCount: Math.max(0, open.length - MOST_SHOWN),
  };
}

function hrefOf(step: ReturnType<typeof stepOf>): string {
  if (step.act === 'add') return `#add-${step.block}`;
  return step.act === 'show-block' ? `#block-${step.block}` : `#note-${step.noteId}`;
}
