import { clientAddress } from '@aibmc/common/client-address';
import type { Request } from 'express';

/** The address that limits count a request under. */
export function addressOf(req: Request): string {
  return clientAddress(req.get('x-forwarded-for'), req.socket.remoteAddress);
}
