/** How far a canvas is, in four steps; it is whole when all checks are passed and little is left that could be said. */
export function progressOf({
  passed,
  total,
  completeness,
}: {
  passed: number;
  total: number;
  completeness: number;
}): 'start' | 'growing' | 'nearly' | 'whole' {
  if (passed >= total && completeness >= 90) return 'whole';
  if (completeness >= 75) return 'nearly';
  return completeness >= 35 ? 'growing' : 'start';
}
