import type { Request } from 'express';
import type { Context } from '../context.ts';

/** The address of this installation as people reach it: as configured, or as this request came. */
export function publicOrigin({ config }: Pick<Context, 'config'>, req: Request): string {
  return config.PUBLIC_URL ?? `${req.protocol}://${req.headers.host ?? 'localhost'}`;
}
