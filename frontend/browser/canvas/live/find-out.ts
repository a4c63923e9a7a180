import type { Probe } from './link.ts';

/** What the status of a plain answer says about why there is no connection. */
export function probeOf(status: number): Probe {
  if (status === 401) return 'signed-out';
  if (status === 403 || status === 404 || status === 410) return 'gone';
  return status < 400 ? 'reachable' : 'unreachable';
}

/** A guest has nothing to sign in with: whose pass is good for nothing any more is at the end. */
export function probeOfGuest(status: number): Probe {
  return status === 401 ? 'gone' : probeOf(status);
}
