import bcrypt from 'bcrypt';

/** Compares a password on all cores for a while, with nothing else to do. Run apart. */
export interface RawBcryptTask {
  cost: number;
  atOnce: number;
  seconds: number;
}

export interface Rate {
  perSecond: number;
  /** Of the process that does it, for each. */
  cpuSeconds: number;
}

process.on('message', ({ cost, atOnce, seconds }: RawBcryptTask) => {
  void (async () => {
    const hash = await bcrypt.hash('a long enough password', cost);
    const end = performance.now() + seconds * 1_000;
    let count = 0;
    const from = performance.now();
    const before = process.cpuUsage();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (performance.now() < end) {
          await bcrypt.compare('a long enough password', hash);
          count += 1;
        }
      }),
    );
    const { user, system } = process.cpuUsage(before);
    const rate: Rate = {
      perSecond: count / ((performance.now() - from) / 1_000),
      cpuSeconds: (user + system) / 1e6 / count,
    };
    process.send?.(rate);
  })();
});
