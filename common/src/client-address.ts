import { isIP, isIPv6 } from 'node:net';

const UNKNOWN = 'unknown';

/**
 * The address a request comes from: the last hop of `X-Forwarded-For`, which the gateway wrote (what the client sent
 * in it is gone), or the socket's own where there is no gateway before us.
 */
export function clientAddress(forwardedFor: string | undefined, socketAddress: string | undefined): string {
  const lastHop = forwardedFor?.split(',').at(-1)?.trim() ?? '';
  const address = isIP(lastHop) ? lastHop : (socketAddress ?? UNKNOWN);
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

/** What counts as one place: an IPv4 address, or the 64 bits of an IPv6 address that one customer gets as a whole. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const between = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(between).fill('0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
