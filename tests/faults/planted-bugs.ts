import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CanvasStore } from '../../frontend/browser/canvas/canvas-store.ts';
import { bundleForNode, type Plugin } from '../../scripts/build.mjs';

/** A mistake, made in one place of the real sources. */
export interface PlantedBug {
  /** From the root of the repository. */
  file: string;
  /** Is there exactly once, or the bug cannot be planted. */
  text: string;
  instead: string;
}

export const PLANTED_BUGS = {
  /** Sends PostgreSQL what to write, and answers without waiting for it. */
  'acknowledges before commit': {
    file: 'group-service/src/domain/edit-batch.ts',
    text: `await writeChanges(pool, changes, commands)`,
    instead: `await (writeChanges(pool, changes, commands).catch(() => null), Promise.resolve(new Date()))`,
  },
  /** Waits for COMMIT, and has PostgreSQL answer it before the log is on the disk. */
  'commits without waiting for the disk': {
    file: 'group-service/src/sql/pool.ts',
    text: `'jit=off',`,
    instead: `'jit=off', 'synchronous_commit=off',`,
  },
  /** Does not look whether an edit was applied before. */
  'applies again what is sent again': {
    file: 'group-service/src/domain/edit-batch.ts',
    text: `const applied = await loadApplied(tx, allowed);`,
    instead: `const applied = new Map(); void loadApplied;`,
  },
  /** Does not hear every second notification of what other replicas committed. */
  'drops notifications': {
    file: 'group-service/src/live/live.ts',
    text: `rooms.get(canvasId)?.learn(revision, isOwn);`,
    instead: `if (revision % 2 === 1) rooms.get(canvasId)?.learn(revision, isOwn);`,
  },
  /** Now and then forgets to send what was committed to those who have the canvas open. */
  'drops a batch of a room': {
    file: 'group-service/src/live/room.ts',
    text: `return this.#queue.takeReady();`,
    instead: `const ready = this.#queue.takeReady(); return ready[0]?.revision % 10 === 0 ? [] : ready;`,
  },
  /** A browser that gives what it sends again new ids. */
  'sends again with new ids': {
    file: 'frontend/browser/canvas/live/sender.ts',
    text: `edits: [...next.edits]`,
    instead: `edits: next.edits.map((edit) => next.wasSent ? { ...edit, id: crypto.randomUUID() } : edit)`,
  },
} as const satisfies Record<string, PlantedBug>;

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Builds group-service into a file, with a bug or as it is. */
export async function buildGroupService(program: string, bug?: PlantedBug): Promise<void> {
  await bundleForNode('group-service/src/main.ts', program, bug ? [planting(bug)] : []);
}

/** Builds what keeps the canvas in a browser with a bug in it. */
export async function buildStore(bug: PlantedBug, folder: string): Promise<typeof CanvasStore> {
  const module = path.join(folder, 'canvas-store.mjs');
  await bundleForNode('frontend/browser/canvas/canvas-store.ts', module, [planting(bug)]);
  return ((await import(module)) as { CanvasStore: typeof CanvasStore }).CanvasStore;
}

/** Has the bundler read one file with the bug in it. */
function planting({ file, text, instead }: PlantedBug): Plugin {
  const target = path.join(ROOT, file);
  return {
    name: 'planted-bug',
    setup: (build) => {
      let isPlanted = false;
      build.onLoad({ filter: /\.ts$/ }, async (args) => {
        if (args.path !== target) return undefined;
        isPlanted = true;
        return { contents: withBug(await readFile(target, 'utf8'), file, text, instead), loader: 'ts' };
      });
      build.onEnd(() => {
        if (!isPlanted) throw new Error(`${file} is no part of what was built`);
      });
    },
  };
}

function withBug(source: string, file: string, text: string, instead: string): string {
  const count = source.split(text).length - 1;
  if (count !== 1) throw new Error(`${file} has ${count} times what is to be replaced: ${text}`);
  return source.replace(text, () => instead);
}
