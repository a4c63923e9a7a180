import { GenerationFailure } from '../domain/failures.ts';

interface Bounds {
  /** Bytes of an answer, uncompressed, after which it breaks off. */
  mostBytes: number;
  /** Milliseconds until an answer begins, and in which the whole of a refusal must have come. */
  firstMs: number;
}

/** Of a refusal only its beginning is read: enough to see what is complained of. */
const MOST_OF_REFUSAL = 64 * 1024;

/** `fetch` that follows no redirect, waits for no answer for ever, and lets none fill the memory. */
export function boundedFetch({ mostBytes, firstMs }: Bounds): typeof fetch {
  return async (input, init) => {
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort(new GenerationFailure('model-timeout'));
    }, firstMs);
    const signals = init?.signal ? [init.signal, late.signal] : [late.signal];
    try {
      // a redirect would take the idea to a place that nobody configured
      const response = await fetch(input, { ...init, redirect: 'manual', signal: AbortSignal.any(signals) });
      if (!response.body) return response;
      if (!response.ok) return new Response(await beginningOf(response.body), response);
      return new Response(response.body.pipeThrough(limit(mostBytes)), response);
    } finally {
      clearTimeout(timer);
    }
  };
}

function limit(mostBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let left = mostBytes;
  return new TransformStream({
    transform: (chunk, controller) => {
      left -= chunk.byteLength;
      if (left < 0) controller.error(new GenerationFailure('model-bad-output'));
      else controller.enqueue(chunk);
    },
  });
}

/** What came of a refusal's text, which may itself break off or hang. */
async function beginningOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const bytes of body) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > MOST_OF_REFUSAL) break;
    }
  } catch {
    // the status says enough
  }
  return text.slice(0, MOST_OF_REFUSAL);
}
