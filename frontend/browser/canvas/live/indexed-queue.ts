import type { Edit } from '@aibmc/common/canvas/edits';
import { newId } from '@aibmc/common/ids';
import type { OfflineQueue } from './offline-queue.ts';

const DATABASE = 'aibmc';
const STORE = 'waiting-edits';

/** Whose command it is, on which canvas, of which page, and which one of that page. */
type Key = [userId: string, canvasId: string, pageId: string, position: number];

/**
 * A queue in the browser's own database. Each page writes under a name of its own and holds a lock of that name while
 * it lives: whoever gets the lock of another page's name knows that this page is gone, and takes its commands over.
 * Where there are no locks (pages without TLS) all are taken over: what two pages send is applied once all the same.
 */
export function indexedQueue(userId: string, canvasId: string): OfflineQueue {
  const pageId = newId();
  const keys = new Map<string, Key>();
  let position = 0;
  const opening = open();
  // Whoever uses it learns of the failure.
  opening.catch(() => undefined);
  holdLock(pageId);

  const keyOf = (edits: readonly Edit[]): Key => {
    const id = edits[0]?.id ?? '';
    const key = keys.get(id) ?? [userId, canvasId, pageId, position++];
    keys.set(id, key);
    return key;
  };

  /** Gives a gone page's commands to this one, at once or not at all. */
  const takeOver = async (otherPage: string): Promise<Edit[][]> => {
    const taken: Edit[][] = [];
    await change(await opening, (store) => {
      eachEntry(store, [userId, canvasId, otherPage], (key, edits) => {
        store.delete(key);
        store.put(edits, keyOf(edits));
        taken.push(edits);
      });
    });
    return taken;
  };

  return {
    adopt: async () => {
      const pages = new Set<string>();
      await change(await opening, (store) => {
        eachEntry(store, [userId, canvasId], ([, , page]) => pages.add(page));
      });
      pages.delete(pageId);
      const taken: Edit[][] = [];
      for (const page of pages) taken.push(...(await ifGone(page, () => takeOver(page))));
      return taken;
    },
    put: async (edits) => {
      const key = keyOf(edits);
      await change(await opening, (store) => store.put(edits, key));
    },
    remove: async (edits) => {
      const key = keys.get(edits[0]?.id ?? '');
      if (!key) return;
      keys.delete(edits[0]?.id ?? '');
      await change(await opening, (store) => store.delete(key));
    },
  };
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no database'));
    request.onblocked = () => reject(new Error('the database is in use'));
  });
}

/** Runs a transaction; resolves once it is written to the disk as far as the browser tells. */
function change(database: IDBDatabase, act: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, 'readwrite');
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('not stored'));
    act(transaction.objectStore(STORE));
  });
}

/** Calls back with the entries whose key begins so, in the order of their keys. */
function eachEntry(store: IDBObjectStore, start: string[], act: (key: Key, edits: Edit[]) => void): void {
  // A list sorts behind every text and number.
  const request = store.openCursor(IDBKeyRange.bound(start, [...start, []]));
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor) return;
    act(cursor.key as Key, cursor.value as Edit[]);
    cursor.continue();
  };
}

const locks = (): LockManager | undefined => (navigator as Partial<Navigator>).locks;
const lockName = (pageId: string): string => `${DATABASE}.page.${pageId}`;

/** While the page is shown: one that waits in the browser's memory to be gone back to sends nothing. */
function holdLock(pageId: string): void {
  let release = (): void => undefined;
  const hold = (): void => {
    const held = locks()?.request(
      lockName(pageId),
      () => new Promise<void>((resolve) => (release = resolve)),
    );
    held?.catch(() => undefined);
  };
  addEventListener('pagehide', () => release());
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) hold();
  });
  hold();
}

/** Acts while it is sure that the page is gone; answers nothing where it lives. */
async function ifGone<T>(pageId: string, act: () => Promise<T[]>): Promise<T[]> {
  const manager = locks();
  if (!manager) return act();
  return manager.request(lockName(pageId), { ifAvailable: true }, async (lock) => (lock ? act() : []));
}
