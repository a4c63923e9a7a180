/** Things by their ids. A `ReadonlyMap` is one. */
interface Entries<T> {
  get: (id: string) => T | undefined;
  values: () => Iterable<T>;
}

/** Changes laid over entries that stay as they are. */
export class Layer<T extends { id: string }> implements Entries<T> {
  readonly #below: Entries<T>;
  /** What an id stands for now; null where it is gone. */
  readonly changes = new Map<string, T | null>();
  /** What was deleted here, though it may have come again since. */
  readonly #deleted = new Set<string>();

  constructor(below: Entries<T>) {
    this.#below = below;
  }

  get(id: string): T | undefined {
    const changed = this.changes.get(id);
    return changed === undefined ? this.#below.get(id) : (changed ?? undefined);
  }

  *values(): Generator<T> {
    for (const entry of this.#below.values()) if (!this.changes.has(entry.id)) yield entry;
    for (const entry of this.changes.values()) if (entry) yield entry;
  }

  set(entry: T): void {
    // what comes again comes last, as in a map
    if (this.changes.get(entry.id) === null) this.changes.delete(entry.id);
    this.changes.set(entry.id, entry);
  }

  delete(id: string): void {
    this.#deleted.add(id);
    this.changes.set(id, null);
  }

  /** By how much a figure of all entries has grown; `measure` gives that of one. */
  growth(measure: (entry: T) => number): number {
    let growth = 0;
    for (const [id, entry] of this.changes) {
      const before = this.#below.get(id);
      growth += (entry ? measure(entry) : 0) - (before ? measure(before) : 0);
    }
    return growth;
  }

  /** Makes the changes in something else, such as what lies below. */
  mergeInto(target: Layer<T> | Map<string, T>): void {
    for (const [id, entry] of this.changes) {
      if (this.#deleted.has(id)) target.delete(id);
      if (!entry) continue;
      if (target instanceof Layer) target.set(entry);
      else target.set(id, entry);
    }
  }

  /** The entries as a map: the given one, which is what lies below, where nothing changed. */
  over(below: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
    if (this.changes.size === 0) return below;
    const map = new Map(below);
    this.mergeInto(map);
    return map;
  }
}
