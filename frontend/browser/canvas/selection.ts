/** The notes of the board that are selected, in the order in which they were. */
export class Selection {
  #ids: ReadonlySet<string> = new Set();
  readonly #listeners: ((ids: ReadonlySet<string>) => void)[] = [];

  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  set(ids: Iterable<string>): void {
    const next = new Set(ids);
    if (next.size === this.#ids.size && [...next].every((id) => this.#ids.has(id))) return;
    this.#ids = next;
    for (const listener of this.#listeners) listener(next);
  }

  toggle(id: string): void {
    this.set(this.has(id) ? [...this.#ids].filter((other) => other !== id) : [...this.#ids, id]);
  }

  clear(): void {
    this.set([]);
  }

  onChange(listener: (ids: ReadonlySet<string>) => void): void {
    this.#listeners.push(listener);
  }
}
