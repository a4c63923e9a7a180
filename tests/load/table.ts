/** A table as Markdown. */
export function table(head: string, rows: string[]): string {
  const columns = head.split('|').length - 2;
  return ['', head, `|${' --- |'.repeat(columns)}`, ...rows, ''].join('\n');
}
