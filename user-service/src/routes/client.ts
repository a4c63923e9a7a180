import type { Request } from 'express';
import { clientAddress } from '@aibmc/common/client-address';

const DEVICE_LENGTH = 200;

/** The address that limits count a request under. */
export function addressOf(req: Request): string {
  return clientAddress(req.get('x-forwarded-for'), req.socket.remoteAddress);
}

/** What the client calls itself: by the body, or else by `User-Agent`. */
export function deviceOf(req: Request, named: string | undefined): string {
  return named ?? (req.get('user-agent')?.slice(0, DEVICE_LENGTH) || 'unknown');
}
