import { decodeCursor } from '@aibmc/common/cursor';
import { AppError } from '@aibmc/common/errors';
import { z } from 'zod';

/** The id that a page's `nextCursor` holds; throws `invalid` for any other text. */
export function idOfCursor(cursor: string | undefined): string | null {
  const position = z.uuid().nullable().safeParse(decodeCursor(cursor));
  if (position.success) return position.data;
  throw new AppError('invalid', 'Check the fields that are named', {
    errors: [{ path: 'query.cursor', message: 'is not the nextCursor of a page' }],
  });
}
