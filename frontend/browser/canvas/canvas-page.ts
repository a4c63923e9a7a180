import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { GenerationNotice, LivePerson, PresenceState, ServerFrame } from '@aibmc/common/contract/live';
import { can, type Role } from '@aibmc/common/permissions';
import type { BoardView } from './board.ts';
import type { Selection } from './selection.ts';

/** The canvas as the parts of the page know it: what it is, what is done to it, who is here. */
export interface LiveCanvas {
  /** What is shown: what the server confirmed, with what was done here and is not acknowledged yet on top. */
  readonly state: CanvasState;
  /** The revision that is confirmed. */
  readonly revision: number;
  readonly role: Role;
  /** Everybody who has the canvas open, this page included, an entry for each page. */
  readonly people: readonly LivePerson[];
  /** This page's own entry in `people`; null while it is not connected. */
  readonly connectionId: string | null;
  /** Does something: its edits are applied together or not at all, and one undo takes them all back. */
  act: (...edits: Edit[]) => void;
  /** Takes back this person's last act of this page where it still stands; whether there was one. */
  undo: () => boolean;
  redo: () => boolean;
  /** The act that `undo` would take back and the one that `redo` would do again; a change of them is told by `onState`. */
  readonly undoable: readonly Edit[] | null;
  readonly redoable: readonly Edit[] | null;
  /** Tells the others what is selected and typed in here. */
  showPresence: (presence: Partial<PresenceState>) => void;
  onState: (listener: (state: CanvasState) => void) => void;
  onRole: (listener: (role: Role) => void) => void;
  onPeople: (listener: (people: readonly LivePerson[]) => void) => void;
  /** A generation of this canvas was started, began or ended, whoever asked for it. */
  onGeneration: (listener: (notice: GenerationNotice) => void) => void;
  /** Every frame that comes, after the canvas has taken what it tells. */
  onFrame: (listener: (frame: ServerFrame) => void) => void;
}

/** What the parts of the canvas page share. */
export interface CanvasPage {
  canvasId: string;
  userId: string;
  store: LiveCanvas;
  view: BoardView;
  selection: Selection;
  /** The revision that the board shows instead of what the canvas is now; null: it shows what it is now. */
  past: number | null;
  /** What the canvas was then; `past-shown` on the document tells that it has changed. */
  pastState: CanvasState | null;
}

/** Whether this person may change the canvas at this moment. Everything that changes it asks this first. */
export function canEdit({ store, past }: CanvasPage): boolean {
  return past === null && can(store.role, 'canvas.edit');
}
