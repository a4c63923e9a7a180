import { z } from 'zod';
import { LanguageCode } from '../canvas/note.ts';
import { Email } from './email.ts';
import { RoleName } from './groups.ts';

/** What other services have user-service tell by e-mail. `path` is that of the page to open. */
export const Mail = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('invitation'),
    groupName: z.string(),
    invitedBy: z.string(),
    role: RoleName,
    path: z.string(),
  }),
  z.object({
    kind: z.enum(['mention', 'reply']),
    by: z.string(),
    canvasTitle: z.string(),
    text: z.string(),
    path: z.string(),
  }),
  z.object({ kind: z.literal('role-changed'), groupName: z.string(), role: RoleName, path: z.string() }),
  z.object({ kind: z.literal('generation-finished'), canvasTitle: z.string(), path: z.string() }),
]);
export type Mail = z.infer<typeof Mail>;

/** To an account, in its language and only if it wants mail; or to an address that may have none. */
export const Recipient = z.union([
  z.strictObject({ userId: z.uuid() }),
  z.strictObject({ email: Email, language: LanguageCode }),
]);
