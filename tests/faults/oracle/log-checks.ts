import { isDeepStrictEqual } from 'node:util';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { CanvasEvidence } from './evidence.ts';
import type { Report } from './oracle.ts';

/** What was acknowledged is in the log, where the acknowledgement said. */
export function checkAcknowledged({ acknowledged, log }: CanvasEvidence, report: Report): void {
  const revisionsOf = Map.groupBy(log, ({ id }) => id);
  for (const { id, revision, client } of acknowledged) {
    const found = revisionsOf.get(id);
    if (!found) report('acknowledged-lost', `edit ${id}, acknowledged to ${client} at revision ${revision}`);
    else if (!found.some((edit) => edit.revision === revision)) {
      report(
        'acknowledged-elsewhere',
        `edit ${id} has revision ${found[0]?.revision}, ${client} was told ${revision}`,
      );
    }
  }
}

/** What was refused left no trace, unless somebody else sent the same with success. */
export function checkRefused({ refused, acknowledged, log }: CanvasEvidence, report: Report): void {
  const logged = new Set(log.map(({ id }) => id));
  const saved = new Set(acknowledged.map(({ id }) => id));
  for (const { id, client, code } of refused) {
    if (logged.has(id) && !saved.has(id))
      report('refused-applied', `edit ${id}, refused to ${client} as ${code}`);
  }
}

/**
 * What a browser kept for its person is in the log, or the person was told that it is not. A text may have given way
 * to the next one that was typed into the same note before it was sent.
 */
export function checkActs({ intended, givenUp, refused, log }: CanvasEvidence, report: Report): void {
  const settled = new Set([...log.map(({ id }) => id), ...refused.map(({ id }) => id), ...givenUp]);
  const lastText = new Map<string, string>();
  for (const { edit, keeper } of [...intended.values()].reverse()) {
    if (keeper === undefined) continue;
    const note = edit.type === 'note.set' ? `${keeper} ${edit.noteId}` : '';
    const gaveWay = edit.type === 'note.set' && edit.set.text !== undefined && lastText.has(note);
    if (!settled.has(edit.id) && !gaveWay) report('act-lost', `edit ${edit.id} of ${keeper}: ${edit.type}`);
    if (edit.type === 'note.set' && edit.set.text !== undefined) lastText.set(note, edit.id);
  }
}

/** Revisions count from 1; each edit is there once, and is what one of its senders made. */
export function checkLog({ log, intended }: CanvasEvidence, report: Report): void {
  const seen = new Set<string>();
  const made = new Set([...intended.values()].map(({ edit }) => withoutId(edit)));
  log.forEach((logged, index) => {
    const { id, revision, author, origin } = logged;
    if (revision !== index + 1) report('revision-gap', `revision ${revision} is in place ${index + 1}`);
    if (seen.has(id)) report('applied-twice', `edit ${id}, again at revision ${revision}`);
    seen.add(id);
    const intent = intended.get(id);
    if (!intent) {
      const isCopy = made.has(withoutId(editOf(logged)));
      report(isCopy ? 'applied-twice' : 'phantom', `edit ${id} at revision ${revision}: ${logged.type}`);
    } else if (!intent.authors.has(author) || origin !== 'human' || !isSame(intent.edit, editOf(logged))) {
      report('altered', `edit ${id} at revision ${revision}: ${JSON.stringify([intent.edit, logged])}`);
    }
  });
}

/** The edit alone, without what the log adds to it. */
function editOf({ revision: _, author: _author, origin: _origin, at: _at, ...edit }: LoggedEdit): Edit {
  return edit;
}

/** What an edit does, as a text: the same for the same keys in any order. */
function withoutId({ id: _, ...edit }: Edit): string {
  return JSON.stringify(edit, (_key, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** Equal, but for the place that the server gives a note that was sent without one. */
function isSame(sent: Edit, logged: Edit): boolean {
  return isDeepStrictEqual(plain(placedAs(logged, sent)), plain(logged));
}

function placedAs(logged: Edit, sent: Edit): Edit {
  if (sent.type === 'note.add' && logged.type === 'note.add' && sent.note.order === undefined) {
    return { ...sent, note: { ...sent.note, order: logged.note.order } };
  }
  if (sent.type === 'note.set' && logged.type === 'note.set' && sent.set.order === undefined) {
    return sent.set.block === undefined ? sent : { ...sent, set: { ...sent.set, order: logged.set.order } };
  }
  return sent;
}

function plain(edit: Edit): unknown {
  return JSON.parse(JSON.stringify(edit));
}
