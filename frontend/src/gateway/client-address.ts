import type { IncomingMessage } from 'node:http';
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

/** The same where express never saw the request: the address that the outermost of `proxyHops` proxies wrote down. */
export function addressOf({ headers, socket }: IncomingMessage, proxyHops: number): string {
  const own = socket.remoteAddress ?? '';
  const told = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').reverse();
  const hops = [own, ...told.map((address) => address.trim()).filter(Boolean)];
  const address = withoutMapping(hops[Math.min(proxyHops, hops.length - 1)] ?? '');
  return isIP(address) ? address : withoutMapping(own);
}

function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
