import { AppError } from '@aibmc/common/errors';

export interface Places {
  /**
   * Takes a place for an address; what it returns gives it back, once. Throws `unavailable` when all are taken,
   * `too-many-requests` when this address has its share.
   */
  take: (address: string) => () => void;
  taken: () => number;
}

const RETRY_AFTER_S = 10;

/** Counts what stays open for long, so that neither one machine nor all of them together exhaust this process. */
export function createPlaces(limits: { total: number; perAddress: number }): Places {
  const byAddress = new Map<string, number>();
  let total = 0;

  function giveBack(address: string): void {
    const left = (byAddress.get(address) ?? 1) - 1;
    total -= 1;
    if (left > 0) byAddress.set(address, left);
    else byAddress.delete(address);
  }

  return {
    take(address) {
      const options = { retryAfter: RETRY_AFTER_S };
      const own = byAddress.get(address) ?? 0;
      if (own >= limits.perAddress)
        throw new AppError('too-many-requests', 'Too many open connections from this address', options);
      if (total >= limits.total) throw new AppError('unavailable', 'Too many open connections', options);
      byAddress.set(address, own + 1);
      total += 1;
      let isTaken = true;
      return () => {
        if (isTaken) giveBack(address);
        isTaken = false;
      };
    },
    taken: () => total,
  };
}
