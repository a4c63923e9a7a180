import { fetchCanvas, probeCanvas } from './api.ts';
import { CanvasStore, type StoreOptions } from './canvas-store.ts';
import { indexedQueue } from './live/indexed-queue.ts';
import { noQueue } from './live/offline-queue.ts';
import { webSocketTo } from './live/socket.ts';
import { realTiming } from './live/timing.ts';
import { apiBase } from './page.ts';

type Given = Pick<
  StoreOptions,
  'detail' | 'userId' | 'onStatus' | 'onRefused' | 'onLost' | 'onRewritten' | 'onOvertaken' | 'onGone'
>;

/** The store of a canvas in a browser: its connection, its memory, and when it had better look after the connection. */
export function openCanvas(given: Given): CanvasStore {
  const canvasId = given.detail.canvas.id;
  const address = new URL(`${apiBase}/canvases/${canvasId}/live`, location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  const store = new CanvasStore({
    ...given,
    open: webSocketTo(address.href),
    probe: (revision) => probeCanvas(canvasId, revision),
    fetchCanvas: () => fetchCanvas(canvasId),
    queue: 'indexedDB' in globalThis ? indexedQueue(given.userId, canvasId) : noQueue,
    timing: realTiming,
    isOffline: () => !navigator.onLine,
    nextFrame: (show) => requestAnimationFrame(show),
  });
  for (const event of ['online', 'offline', 'pageshow']) addEventListener(event, () => store.wake());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') store.wake();
  });
  addEventListener('beforeunload', (event) => {
    if (!store.status.isStored) event.preventDefault();
  });
  return store;
}
