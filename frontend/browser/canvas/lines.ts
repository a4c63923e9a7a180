import type { Connection } from '@aibmc/common/canvas/note';
import type { Point } from './line-routes.ts';

/** A line that is drawn. */
export interface Line {
  connection: Connection;
  /** It is suggested, or suggested to go: to decide on among the suggestions. */
  suggested: 'add' | 'remove' | null;
  points: Point[];
  group: SVGGElement;
  path: SVGPathElement;
  end: SVGCircleElement;
}

/** The lines of the board, as what lies on it knows them. */
export interface Lines {
  layer: SVGSVGElement;
  /** Lines that can be chosen: all but those that only come and go with the pointer. */
  areFirm: () => boolean;
  get: (connectionId: string) => Line | undefined;
  ids: () => string[];
  /** The line within reach of a point of the board. */
  near: (point: Point) => string | undefined;
  onDrawn: (listener: () => void) => void;
}
