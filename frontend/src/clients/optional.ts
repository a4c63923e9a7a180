import { AppError } from '@aibmc/common/errors';
import type { Logger } from '@aibmc/common/logger';

/**
 * The answer of a call that a page can do without, or null. That this person may not see it is no failure; that the
 * service fails is a warning in the log. A session that has ended is never swallowed.
 */
export async function optional<T>(log: Logger, what: string, call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') throw error;
    if (!(error instanceof AppError) || error.status >= 500)
      log.warn({ err: error, what }, 'page without a part');
    return null;
  }
}
