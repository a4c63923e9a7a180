import { setTimeout as delay } from 'node:timers/promises';

/** Waits; ends early, without an error, when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

interface Watch {
  /** Aborting it closes the connection and ends the bytes. */
  signal: AbortSignal;
  /** Milliseconds that the next bytes may take, asked each time. */
  silenceMs: () => number;
  onSilence: () => void;
}

/**
 * The bytes of a body, whose connection is closed as soon as the signal is aborted or the reader leaves. The time that
 * the reader takes is no silence.
 */
export async function* readBytes(
  body: ReadableStream<Uint8Array>,
  { signal, silenceMs, onSilence }: Watch,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  const close = (): void => {
    reader.cancel().catch(() => undefined);
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    while (!signal.aborted) {
      const timer = setTimeout(onSilence, silenceMs());
      const { value, done } = await reader.read().finally(() => {
        clearTimeout(timer);
      });
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}
