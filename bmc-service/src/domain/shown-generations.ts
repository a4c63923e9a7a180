import type { Generation } from '@aibmc/common/contract/generations';
import type { Db } from '@aibmc/common/transaction';
import type { GenerationRow } from '../sql/generations.ts';
import { findPositions } from '../sql/queue.ts';

/** Generations as the contract shows them, with the places of those that wait. */
export async function showGenerations(db: Db, rows: readonly GenerationRow[]): Promise<Generation[]> {
  const waiting = rows.filter(({ status }) => status === 'queued').map(({ id }) => id);
  const positions = waiting.length > 0 ? await findPositions(db, waiting) : new Map<string, number>();
  return rows.map((row) => toGeneration(row, positions.get(row.id) ?? null));
}

/** One generation as the contract shows it. */
export async function showGeneration(db: Db, row: GenerationRow): Promise<Generation> {
  const [shown] = await showGenerations(db, [row]);
  return shown ?? toGeneration(row, null);
}

function toGeneration(row: GenerationRow, position: number | null): Generation {
  const { checksPassed: passed, checksTotal: total, promptTokens, completionTokens } = row;
  return {
    id: row.id,
    canvasId: row.canvasId,
    userId: row.userId,
    task: row.task,
    block: row.block,
    instruction: row.instruction,
    status: row.status,
    position,
    model: row.model,
    pattern: row.pattern,
    language: row.language,
    accept: row.accept,
    continues: row.continues,
    notes: row.noteCount,
    connections: row.connectionCount,
    checks: passed === null || total === null ? null : { passed, total },
    usage: promptTokens === null && completionTokens === null ? null : { promptTokens, completionTokens },
    calls: row.calls,
    result: row.result,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? '' },
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
