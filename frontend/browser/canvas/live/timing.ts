/** What waits and what is left to chance; given from outside so that tests decide both. */
export interface Timing {
  /** Acts after so many milliseconds unless the answered function is called before. */
  after: (ms: number, act: () => void) => () => void;
  /** A number from 0 up to 1. */
  random: () => number;
}

export const realTiming: Timing = {
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
