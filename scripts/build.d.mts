import type { Plugin } from 'esbuild';

export type { Plugin };

/** Builds the named services; all where none is named. */
export declare function buildAll(services?: string[]): Promise<void>;

/** Bundles one file with all that it imports for Node; answers the files it was made of. */
export declare function bundleForNode(
  entryPoint: string,
  outfile: string,
  plugins?: Plugin[],
): Promise<string[]>;
