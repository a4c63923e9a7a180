import { describe, expect, test } from '@jest/globals';
import { asAppError } from '../src/errors.ts';

describe('what the database driver throws', () => {
  test.each(['Query read timeout', 'Connection terminated unexpectedly'])('%s is passing', (message) => {
    expect(asAppError(new Error(message)).code).toBe('unavailable');
  });
});
