import type { Edit } from '@aibmc/common/canvas/edits';
import type { AppliedEdits, CanvasDetail } from '@aibmc/common/contract/canvases';
import type { Generation } from '@aibmc/common/contract/generations';
import type { Outcome } from './canvas-store.ts';

const API = '/api/v1';
const TIMEOUT_MS = 10_000;

async function call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response> {
  return fetch(API + path, {
    method,
    headers: { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}) },
    body: body ? JSON.stringify(body) : undefined,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

async function read<T>(path: string): Promise<T | null> {
  try {
    const response = await call('GET', path);
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

/** Sends edits. Whether they may be sent again is told by the outcome; their ids make a repetition harmless. */
export async function sendEdits(canvasId: string, edits: readonly Edit[]): Promise<Outcome> {
  try {
    const response = await call('POST', `/canvases/${canvasId}/edits`, { edits });
    if (response.ok) {
      const { revision } = (await response.json()) as AppliedEdits;
      return { kind: 'saved', revision };
    }
    if (response.status === 401) return { kind: 'signed-out' };
    if (response.status >= 500 || response.status === 429) return { kind: 'unreachable' };
    const { title, detail, errors } = (await response.json()) as {
      title?: string;
      detail?: string;
      errors?: { message: string }[];
    };
    return { kind: 'refused', reason: errors?.[0]?.message ?? detail ?? title ?? String(response.status) };
  } catch {
    return { kind: 'unreachable' };
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
  return new EventSource(`${API}/generations/${generationId}/events`);
}
