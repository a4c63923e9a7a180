import type { Block, Language } from '@aibmc/common/canvas/blocks';
import type { Generation, GenerationResult } from '@aibmc/common/contract/generations';
import type { Db } from '@aibmc/common/transaction';

/** A generation as this service keeps it. */
export interface GenerationRow {
  id: string;
  userId: string;
  canvasId: string;
  fingerprint: Buffer;
  task: Generation['task'];
  block: Block | null;
  noteIds: string[];
  continues: string | null;
  model: string;
  idea: string;
  language: Language;
  instruction: string;
  accept: boolean;
  status: Generation['status'];
  pattern: string | null;
  noteCount: number;
  connectionCount: number;
  promptTokens: number | null;
  completionTokens: number | null;
  calls: number;
  checksPassed: number | null;
  checksTotal: number | null;
  result: GenerationResult | null;
  errorCode: string | null;
  errorMessage: string | null;
  lastSeq: number;
  calledAt: Date | null;
  attempts: number;
  leaseToken: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

export const GENERATION_COLUMNS = `
  id, user_id AS "userId", canvas_id AS "canvasId", fingerprint, task, block, note_ids AS "noteIds", continues, model,
  idea, language, instruction, accept, calls, checks_passed AS "checksPassed", checks_total AS "checksTotal", result,
  status, pattern, note_count AS "noteCount", connection_count AS "connectionCount",
  prompt_tokens AS "promptTokens", completion_tokens AS "completionTokens",
  error_code AS "errorCode", error_message AS "errorMessage", last_seq AS "lastSeq", called_at AS "calledAt",
  attempts, lease_token AS "leaseToken", created_at AS "createdAt", finished_at AS "finishedAt"`;

export type NewGeneration = Pick<
  GenerationRow,
  | 'id'
  | 'userId'
  | 'canvasId'
  | 'fingerprint'
  | 'task'
  | 'block'
  | 'noteIds'
  | 'continues'
  | 'model'
  | 'idea'
  | 'language'
  | 'instruction'
  | 'accept'
> & { idempotencyKey: string | null };

/** Lets one transaction at a time start a draft onto a canvas; the others wait for its end. */
export async function lockDrafts(tx: Db, canvasId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [canvasId]);
}

/** Queues a generation; null when this person has used the key before. */
export async function insertGeneration(db: Db, generation: NewGeneration): Promise<GenerationRow | null> {
  const { rows } = await db.query<GenerationRow>({
    name: 'insert-generation',
    text: `INSERT INTO generations (id, user_id, canvas_id, idempotency_key, fingerprint, day, task, model, idea, language,
                              instruction, accept, block, note_ids, continues)
     VALUES ($1, $2, $3, $4, $5, (now() AT TIME ZONE 'UTC')::date, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     ON CONFLICT (user_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
     RETURNING ${GENERATION_COLUMNS}`,
    values: [
      generation.id,
      generation.userId,
      generation.canvasId,
      generation.idempotencyKey,
      generation.fingerprint,
      generation.task,
      generation.model,
      generation.idea,
      generation.language,
      generation.instruction,
      generation.accept,
      generation.block,
      generation.noteIds,
      generation.continues,
    ],
  });
  return rows[0] ?? null;
}

export async function findGenerationByKey(
  db: Db,
  userId: string,
  key: string,
): Promise<GenerationRow | null> {
  const { rows } = await db.query<GenerationRow>({
    name: 'find-generation-by-key',
    text: `SELECT ${GENERATION_COLUMNS} FROM generations WHERE user_id = $1 AND idempotency_key = $2`,
    values: [userId, key],
  });
  return rows[0] ?? null;
}

export async function findGenerationById(db: Db, id: string): Promise<GenerationRow | null> {
  const { rows } = await db.query<GenerationRow>({
    name: 'find-generation',
    text: `SELECT ${GENERATION_COLUMNS} FROM generations WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** How far a generation has come, at little cost. */
export interface Standing {
  lastSeq: number;
  isWaiting: boolean;
  hasEnded: boolean;
}

export async function findStanding(db: Db, id: string): Promise<Standing | null> {
  const { rows } = await db.query<Standing>({
    name: 'find-standing',
    text: `SELECT last_seq AS "lastSeq", status = 'queued' AS "isWaiting", finished_at IS NOT NULL AS "hasEnded"
     FROM generations WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

interface Listing {
  canvasId: string;
  task: Generation['task'] | null;
  /** Older than this one. */
  before: string | null;
  limit: number;
}

/** Generations of a canvas, newest first. */
export async function listGenerationsOfCanvas(
  db: Db,
  { canvasId, task, before, limit }: Listing,
): Promise<GenerationRow[]> {
  const { rows } = await db.query<GenerationRow>(
    `SELECT ${GENERATION_COLUMNS} FROM generations
     WHERE canvas_id = $1 AND ($2::text IS NULL OR task = $2) AND ($3::uuid IS NULL OR id < $3)
     ORDER BY id DESC LIMIT $4`,
    [canvasId, task, before, limit],
  );
  return rows;
}
