import { z } from 'zod';

const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe('stable, for programs'),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    details: z.record(z.string(), z.string()).optional().describe('what is needed to go on'),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

/** An answer that tells of a failure. */
export function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: ProblemSchema } } };
}
