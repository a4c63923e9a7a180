/** Nearer to an edge than this, what is dragged scrolls it, the faster the nearer. */
const EDGE = 44;
const FASTEST = 14;

/** Scrolls the block under a point, or else the page, when the point is near its upper or lower edge; whether it did. */
export function scrollNear({ x, y }: { x: number; y: number }): boolean {
  const body = document.elementFromPoint(x, y)?.closest('.block')?.querySelector('.block-body');
  if (body && body.scrollHeight > body.clientHeight) {
    const { top, bottom } = body.getBoundingClientRect();
    const before = body.scrollTop;
    body.scrollTop += speed(y, top, bottom);
    if (body.scrollTop !== before) return true;
  }
  const bar = document.querySelector('.bar')?.getBoundingClientRect().bottom ?? 0;
  const before = scrollY;
  scrollBy(0, speed(y, bar, innerHeight));
  return scrollY !== before;
}

function speed(y: number, top: number, bottom: number): number {
  if (y < top + EDGE) return -FASTEST * Math.min(1, (top + EDGE - y) / EDGE);
  if (y > bottom - EDGE) return FASTEST * Math.min(1, (y - bottom + EDGE) / EDGE);
  return 0;
}
