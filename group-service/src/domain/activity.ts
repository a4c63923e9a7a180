import type { ActivityKind } from '@aibmc/common/contract/groups';
import { newId } from '@aibmc/common/ids';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { insertActivity } from '../sql/activity.ts';

/** What happened; who did it, and whom, which canvas and which role it concerns. */
export interface Happening {
  kind: ActivityKind;
  /** Null: of a personal canvas. */
  groupId: string | null;
  /** Null: the system. */
  actor: string | null;
  person?: string;
  canvas?: { id: string; title: string };
  role?: Role;
  roleBefore?: Role | undefined;
}

/** Writes down what happened, in the transaction that does it. */
export async function record(tx: Db, happening: Happening): Promise<void> {
  await insertActivity(tx, { id: newId(), ...happening });
}
