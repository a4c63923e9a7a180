/** Where to go after signing in: a path of this site, or `fallback` for anything else. */
export function localPath(next: unknown, fallback = '/canvases'): string {
  if (typeof next !== 'string' || next.length > 500) return fallback;
  // one slash, then no second one and no backslash, which browsers read as a slash; printable ASCII only
  return /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : fallback;
}
