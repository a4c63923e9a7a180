/**
 * A pure function that works out its answer once for each object: the same object asked again gets the same answer.
 * For what is never changed in place, such as the notes of a `CanvasState`.
 */
export function onceEach<K extends object, V>(work: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = work(key);
      known.set(key, value);
    }
    return value;
  };
}
