import type { Plugin } from 'esbuild';

/** Builds the named services; all where none is named. */
export declare function buildAll(services?: string[]): Promise<void>;

/** Bundles one service's program, into its `dist/main.js` if not told otherwise; answers the files it was made of. */
export declare function buildService(
  service: string,
  options?: { outfile?: string; plugins?: Plugin[] },
): Promise<string[]>;
