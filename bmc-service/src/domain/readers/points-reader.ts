import { BlockName, LIMITS, requiredText } from '@aibmc/common/canvas/note';
import { type GenerationEvent, LENSES, type Point } from '@aibmc/common/contract/generations';
import { derivedId } from '@aibmc/common/ids';
import { z } from 'zod';
import type { AnswerReader, CreateReader, ReaderInput } from '../answer-reader.ts';
import { cutText } from '../cut-text.ts';
import { type Board, boardOf } from './board.ts';
import { Keys, SAYS_SOMETHING } from './model-note.ts';
import { ObjectScanner } from './object-scanner.ts';
import { parseObject } from './parse-object.ts';
import { plainLine, plainParagraphs } from './plain-text.ts';
import { Proposals } from './proposals.ts';

const MOST_POINTS = 24;
const MOST_PROPOSALS_READ = 8;
const MOST_NOTES_NAMED = 12;
const MOST_TEXT = 800;
const MOST_LINE = 200;

/** What the points of a task are. */
export interface PointsOf {
  kind: Point['kind'];
  /** Through which eyes they may be seen. */
  lenses?: readonly (typeof LENSES)[number][];
  /** Each has a test, a metric and a threshold with a figure; one that has not is passed over. */
  isTested?: boolean;
}

const line = (most: number): z.ZodType<string> =>
  z
    .string()
    .transform((text) => cutText(plainLine(text), most))
    .pipe(requiredText(most).regex(SAYS_SOMETHING));

const ModelPoint = z.object({
  title: line(LIMITS.title),
  text: z
    .string()
    .transform((text) => cutText(plainParagraphs(text), MOST_TEXT))
    .pipe(requiredText(MOST_TEXT).regex(SAYS_SOMETHING)),
  notes: Keys,
  lens: z
    .string()
    .transform((lens) => lens.toLowerCase().replace('skeptic', 'sceptic'))
    .pipe(z.enum(LENSES))
    .optional()
    .catch(undefined),
  block: BlockName.optional().catch(undefined),
  test: line(MOST_LINE).optional().catch(undefined),
  metric: line(MOST_LINE).optional().catch(undefined),
  threshold: line(MOST_LINE).optional().catch(undefined),
  proposals: z.array(z.unknown()).catch([]).default([]),
});
type ModelPoint = z.output<typeof ModelPoint>;

/** A reader of points of this kind. */
export function pointsReader(of: PointsOf): CreateReader {
  return (input) => new PointsReader(input, of);
}

/** Reads an answer that is a list of points and gives each as soon as it is complete. */
class PointsReader implements AnswerReader {
  readonly #of: PointsOf;
  readonly #input: ReaderInput;
  readonly #board: Board;
  readonly #scanner = new ObjectScanner();
  readonly #titles = new Set<string>();

  constructor(input: ReaderInput, of: PointsOf) {
    this.#input = input;
    this.#of = of;
    this.#board = boardOf(input);
  }

  /** Points that were given. */
  get usable(): number {
    return this.#titles.size;
  }

  /** Whether the model closed its list of points. */
  get complete(): boolean {
    return this.#scanner.complete;
  }

  push(chunk: string): GenerationEvent[] {
    return this.#scanner.push(chunk).flatMap((text) => this.#readPoint(text));
  }

  end(): GenerationEvent[] {
    return [];
  }

  #readPoint(text: string): GenerationEvent[] {
    if (this.#titles.size >= MOST_POINTS) return [];
    const point = parseObject(text, ModelPoint);
    if (!point || (this.#of.isTested && !isTested(point))) return [];
    const title = point.title.toLowerCase();
    if (this.#titles.has(title)) return [];
    this.#titles.add(title);
    return [{ name: 'point', data: this.#pointOf(point, String(this.#titles.size)) }];
  }

  #pointOf({ lens, block: named, ...point }: ModelPoint, number: string): Point {
    const { kind, lenses = [], isTested = false } = this.#of;
    const block = this.#input.block ?? named;
    const { test, metric, threshold } = point;
    const proposals = new Proposals(this.#board, `point-${number}`);
    return {
      id: derivedId(this.#input.generationId, `point:${number}`),
      kind,
      ...(lens && lenses.includes(lens) ? { lens } : {}),
      title: point.title,
      text: point.text,
      ...(block ? { block } : {}),
      noteIds: this.#idsOf(point.notes),
      ...(isTested ? { test, metric, threshold } : {}),
      suggestions: point.proposals
        .slice(0, MOST_PROPOSALS_READ)
        .flatMap((proposal) => proposals.take(proposal)),
    };
  }

  #idsOf(keys: readonly string[]): string[] {
    const ids = keys.flatMap((key) => this.#board.noteByKey.get(key)?.id ?? []);
    return [...new Set(ids)].slice(0, MOST_NOTES_NAMED);
  }
}

function isTested({ test, metric, threshold }: ModelPoint): boolean {
  return Boolean(test && metric && threshold) && /\p{N}/u.test(threshold ?? '');
}
