/** A part of the page that is loaded when it is first needed; null where it could not be, to be tried again. */
export function loadOnce<T>(load: () => Promise<T>, tellAway: () => void): () => Promise<T | null> {
  let loading: Promise<T> | null = null;
  return async () => {
    loading ??= load();
    try {
      return await loading;
    } catch {
      loading = null;
      tellAway();
      return null;
    }
  };
}
