import type { Socket } from 'node:net';

/** Silence after which the system asks whether the other machine is still there. */
const KEEP_ALIVE_MS = 30_000;

/** What is left on one side gets this long to arrive after the other side has ended. */
const LAST_WORDS_MS = 500;

/**
 * Passes bytes between two sockets both ways as they come, until one side ends or breaks; then the other is ended and
 * soon cut. Frames are not looked at: that is the service's work, and here it would double the cost of each. What a
 * side reads more slowly than the other writes is held back at the writer. Returns what ends both.
 */
export function joinSockets(one: Socket, other: Socket): () => void {
  let cut: NodeJS.Timeout | null = null;

  function cutSoon(): void {
    cut ??= setTimeout(() => {
      one.destroy();
      other.destroy();
    }, LAST_WORDS_MS);
  }

  function hangUp(): void {
    cutSoon();
    one.unpipe(other);
    other.unpipe(one);
    for (const socket of [one, other]) socket.end().resume();
  }

  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.setNoDelay(true);
    from.setKeepAlive(true, KEEP_ALIVE_MS);
    from.setTimeout(0);
    from.on('error', () => from.destroy());
    from.once('end', cutSoon);
    from.once('close', () => {
      cutSoon();
      if (to.destroyed && cut) clearTimeout(cut);
      // what it still sends goes nowhere, but its own end must be heard
      else to.end().resume();
    });
    from.pipe(to);
  }
  return hangUp;
}
