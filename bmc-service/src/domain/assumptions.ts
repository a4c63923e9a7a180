/** A figure that stands by itself: not a part of a name such as B2B or 4G, nor the 24/7 that only means always. */
const FIGURE = /(?<![\p{L}\d.,/])\d+(?:[.,]\d+)*(?![\p{L}\d/])/gu;
const ALWAYS = /\b24\s*\/\s*7\b/g;

/** The figures in a text, written alike: `1.200`, `1,200` and `1200` are one. */
export function figuresIn(text: string): Set<string> {
  const found = text.replace(ALWAYS, '').match(FIGURE) ?? [];
  return new Set(found.map((figure) => figure.replace(/[.,](?=\d{3}(?:\D|$))/g, '').replace(',', '.')));
}

/** Whether a text states a figure that none of its sources does: somebody has assumed it. */
export function statesNewFigure(text: string, known: ReadonlySet<string>): boolean {
  return [...figuresIn(text)].some((figure) => !known.has(figure));
}
