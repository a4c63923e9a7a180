import { GenerationFailure } from '../domain/failures.ts';

/** `fetch` that follows no redirect and whose answers break off after so many bytes, lest they fill the memory. */
export function boundedFetch(mostBytes: number): typeof fetch {
  return async (input, init) => {
    // a redirect would take the idea to a place that nobody configured
    const response = await fetch(input, { ...init, redirect: 'manual' });
    if (!response.body) return response;
    let left = mostBytes;
    const limit = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        left -= chunk.byteLength;
        if (left < 0) controller.error(new GenerationFailure('model-bad-output'));
        else controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(limit), response);
  };
}
