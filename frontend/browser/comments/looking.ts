/** So long a thread is looked at before it counts as read. */
const LOOKED_AT_MS = 1_000;

/** Calls back with the id of each thread that was in sight for a moment, while somebody may look at the page. */
export function whenLookedAt(seen: (threadId: string) => void): (threads: readonly HTMLElement[]) => void {
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  const stop = (thread: Element): void => {
    clearTimeout(timers.get(thread));
    timers.delete(thread);
  };
  const begin = (thread: Element): void => {
    stop(thread);
    const id = (thread as HTMLElement).dataset['thread'] ?? '';
    const look = (): void => {
      timers.delete(thread);
      if (document.visibilityState === 'visible') seen(id);
    };
    timers.set(thread, setTimeout(look, LOOKED_AT_MS));
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
        const fills = intersectionRect.height >= (rootBounds?.height ?? Infinity) / 2;
        if (isIntersecting && (intersectionRatio >= 0.6 || fills)) begin(target);
        else stop(target);
      }
    },
    { threshold: [0, 0.3, 0.6, 1] },
  );
  return (threads) => {
    const wanted = new Set<Element>(threads);
    for (const thread of timers.keys()) if (!wanted.has(thread)) stop(thread);
    observer.disconnect();
    for (const thread of wanted) observer.observe(thread);
  };
}
