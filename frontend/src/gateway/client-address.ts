import { isIP } from 'node:net';
import type { Request } from 'express';

/**
 * Address of the person's machine: the connection's own, or what the trusted proxies in front say (express'
 * `trust proxy` counts their hops). IPv4 in its own form, however the socket shows it.
 */
export function clientAddress(req: Request): string {
  const address = withoutMapping(req.ip ?? '');
  return isIP(address) ? address : withoutMapping(req.socket.remoteAddress ?? '');
}

function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
