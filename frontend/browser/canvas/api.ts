import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import type { Generation } from '@aibmc/common/contract/generations';
import { probeOf, probeOfGuest } from './live/find-out.ts';
import type { Probe } from './live/link.ts';
import { apiBase, isGuest } from './page.ts';

const TIMEOUT_MS = 10_000;

export async function call(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(apiBase + path, {
    method,
    headers: {
      accept: 'application/json',
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    body: body ? JSON.stringify(body) : undefined,
    // What somebody deletes as they leave is deleted.
    keepalive: method === 'DELETE',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

export async function read<T>(path: string): Promise<T | null> {
  try {
    const response = await call('GET', path);
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

/** Finds out by a plain request why the live connection of a canvas cannot be made. */
export async function probeCanvas(canvasId: string, revision: number): Promise<Probe> {
  try {
    // guests have no way back to what was
    if (isGuest) return probeOfGuest((await call('GET', `/canvases/${canvasId}`)).status);
    return probeOf((await call('GET', `/canvases/${canvasId}/edits?after=${revision}&limit=1`)).status);
  } catch {
    return 'unreachable';
  }
}

/** The canvas as the server has it, or null when it cannot be read now. */
export function fetchCanvas(canvasId: string): Promise<CanvasDetail | null> {
  return read(`/canvases/${canvasId}`);
}

export function fetchGeneration(generationId: string): Promise<Generation | null> {
  return read(`/generations/${generationId}`);
}

/** Whether the wish to stop arrived. */
export async function cancelGeneration(generationId: string): Promise<boolean> {
  try {
    return (await call('POST', `/generations/${generationId}/cancel`)).ok;
  } catch {
    return false;
  }
}

/** The events of a generation from its first; the browser itself reconnects after the last it got. */
export function openGenerationEvents(generationId: string): EventSource {
  return new EventSource(`${apiBase}/generations/${generationId}/events`);
}
