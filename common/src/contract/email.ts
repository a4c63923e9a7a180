import { z } from 'zod';

/** An e-mail address as accounts are known by, in small letters. */
export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email('must be an e-mail address'));
