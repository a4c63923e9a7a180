/** Builds the named services; all where none is named. */
export declare function buildAll(services?: string[]): Promise<void>;
