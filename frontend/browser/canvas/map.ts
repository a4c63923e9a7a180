/** On phones, marks the block in sight on the small map of the nine. */
export function enableMap(): void {
  const links = new Map(
    [...document.querySelectorAll<HTMLElement>('[data-map]')].map((link) => [link.dataset['map'], link]),
  );
  const observer = new IntersectionObserver(
    (entries) => {
      const inSight = entries.filter(({ isIntersecting }) => isIntersecting).at(-1);
      if (!inSight) return;
      const current = (inSight.target as HTMLElement).dataset['block'];
      for (const [block, link] of links) {
        if (block === current) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    },
    { rootMargin: '-25% 0px -70% 0px' },
  );
  if (!matchMedia('(max-width: 699px)').matches) return;
  for (const block of document.querySelectorAll('.board .block')) observer.observe(block);
}
