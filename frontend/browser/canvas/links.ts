import type { Connection } from '@aibmc/common/canvas/note';
import { svgElement } from '../dom.ts';
import { type Geometry, measureBoard } from './board-geometry.ts';
import { board } from './board.ts';
import type { CanvasPage } from './canvas-page.ts';
import { connectionHue } from './connection-hue.ts';
import { sentenceOf } from './connection-sentence.ts';
import { chosenSegment, isShown } from './filters.ts';
import { enableLineFocus } from './line-focus.ts';
import { enableLineModes, type LineMode } from './line-modes.ts';
import type { Line, Lines } from './lines.ts';
import { distanceTo, LANES, pathOf, type Point, route } from './line-routes.ts';
import { word } from './page.ts';
import { type SuggestedLine, suggestedLines } from './suggestion-lines.ts';
import { noteIdOf } from './targets.ts';

const PHONE = matchMedia('(max-width: 699px)');

/**
 * Draws connections: of the note under the pointer or with the focus, of the selected notes, or all of them, as the
 * person chose, and marks the notes at their other ends. Once a frame at most: first all is measured, and only where
 * something moved since, then all is drawn. Phones have the notes one below the other and no lines.
 */
export function enableLinks(page: CanvasPage): Lines {
  const layer = svgElement('svg', { class: 'links' });
  const lines = new Map<string, Line>();
  const listeners: (() => void)[] = [];
  let linked = new Set<string>();
  let geometry: Geometry | null = null;
  let suggested: ReadonlyMap<string, SuggestedLine> = new Map();
  let hovered: string | undefined;
  let focused: string | undefined;
  let mode: LineMode = 'hover';
  let frame = 0;

  const draw = (): void => {
    frame = 0;
    const { state } = page.store;
    const wanted = PHONE.matches || page.past !== null ? [] : wantedConnections();
    if (wanted.length > 0) geometry ??= measureBoard(page.view, state);
    const routed = wanted.flatMap((connection) => routed1(connection));
    const ids = new Set(routed.map(({ connection }) => connection.id));
    for (const [id, { group }] of lines) {
      if (ids.has(id)) continue;
      group.remove();
      lines.delete(id);
    }
    for (const { connection, points } of routed) show(connection, points);
    markLinked(mode === 'all' ? ofNotes([hovered ?? focused ?? '']) : wanted);
    layer.classList.toggle(
      'has-strong',
      mode === 'all' && (hovered ?? focused) !== undefined && linked.size > 0,
    );
    for (const listener of listeners) listener();
  };

  const schedule = (): void => {
    frame ||= requestAnimationFrame(draw);
  };
  const remeasure = (): void => {
    geometry = null;
    if (lines.size > 0 || mode !== 'hover') schedule();
  };

  /** Those that are there and those that are suggested. */
  const all = (): Connection[] => [
    ...page.store.state.connections.values(),
    ...[...suggested.values()].filter(({ goes }) => !goes).map(({ connection }) => connection),
  ];
  const ofNotes = (ids: Iterable<string>): Connection[] => {
    const wanted = new Set(ids);
    return all().filter(({ from, to }) => wanted.has(from) || wanted.has(to));
  };
  const wantedConnections = (): Connection[] => {
    const own = hovered ?? focused;
    const found =
      mode === 'all'
        ? all()
        : ofNotes(mode === 'selection' ? page.selection.ids : own === undefined ? [] : [own]);
    return found.filter(({ from, to }) => isShown(page, from) && isShown(page, to));
  };

  const routed1 = (connection: Connection): { connection: Connection; points: Point[] }[] => {
    const from = geometry?.notes.get(connection.from);
    const to = geometry?.notes.get(connection.to);
    if (!geometry || !from || !to) return [];
    return [{ connection, points: route(from, to, [...geometry.blocks.values()], laneOf(connection.id)) }];
  };

  const show = (connection: Connection, points: Point[]): void => {
    const { id, from, to } = connection;
    let line = lines.get(id);
    if (!line) {
      const path = svgElement('path', {});
      const end = svgElement('circle', { r: '3.5' });
      const group = svgElement('g', { 'data-line': id }, path, end);
      line = { connection, suggested: null, points, group, path, end };
      lines.set(id, line);
      layer.append(group);
    }
    line.points = points;
    const last = points.at(-1) ?? { x: 0, y: 0 };
    const own = hovered ?? focused;
    set(line.path, 'd', pathOf(points));
    set(line.end, 'cx', last.x.toFixed(1));
    set(line.end, 'cy', last.y.toFixed(1));
    set(line.group, 'data-hue', connectionHue(page.view.colours, from, to, chosenSegment()));
    line.group.classList.toggle('is-strong', own === from || own === to);
    const suggestion = suggested.get(id);
    line.suggested = suggestion ? (suggestion.goes ? 'remove' : 'add') : null;
    line.group.classList.toggle('is-suggested', line.suggested === 'add');
    line.group.classList.toggle('is-to-go', line.suggested === 'remove');
    describe(line);
  };

  /** Lines that stay can be reached by keyboard and say what they are; those of a pointer are for the eye. */
  const describe = ({ group, connection, suggested: isSuggested }: Line): void => {
    if (mode === 'hover') {
      for (const name of ['role', 'aria-label', 'tabindex']) group.removeAttribute(name);
      return;
    }
    set(group, 'role', 'button');
    const what = sentenceOf(page.store.state, connection);
    set(group, 'aria-label', isSuggested ? word('suggestion-line', { what }) : what);
    if (!group.hasAttribute('tabindex')) group.setAttribute('tabindex', '-1');
  };

  const markLinked = (connections: readonly Connection[]): void => {
    const next = new Set(connections.flatMap(({ from, to }) => [from, to]));
    for (const id of linked) if (!next.has(id)) page.view.element(id)?.classList.remove('is-linked');
    for (const id of next) page.view.element(id)?.classList.add('is-linked');
    linked = next;
  };

  board.append(layer);
  const point = (event: Event): void => {
    const id = noteIdOf(event.target);
    if (id === hovered) return;
    hovered = id;
    if (mode !== 'selection') schedule();
  };
  board.addEventListener('pointerover', point);
  board.addEventListener('pointerleave', () => {
    hovered = undefined;
    if (mode !== 'selection') schedule();
  });
  const focus = (target: EventTarget | null): void => {
    const id = noteIdOf(target);
    if (id === focused) return;
    focused = id;
    if (mode !== 'selection') schedule();
  };
  board.addEventListener('focusin', ({ target }) => focus(target));
  board.addEventListener('focusout', ({ relatedTarget }) => focus(relatedTarget));
  board.addEventListener('scroll', remeasure, { capture: true, passive: true });
  document.addEventListener('segment-chosen', schedule);
  PHONE.addEventListener('change', remeasure);
  page.selection.onChange(() => {
    if (mode === 'selection') schedule();
  });
  const readSuggested = (): void => {
    suggested = new Map(suggestedLines(page.store.state).map((line) => [line.connection.id, line]));
  };
  readSuggested();
  page.store.onState(() => {
    geometry = null;
    readSuggested();
    schedule();
  });
  const observer = new ResizeObserver(remeasure);
  for (const part of [board, ...board.querySelectorAll('.block, .notes')]) observer.observe(part);

  enableLineModes((chosen) => {
    mode = chosen;
    if (mode === 'hover') layer.setAttribute('aria-hidden', 'true');
    else layer.removeAttribute('aria-hidden');
    set(layer, 'role', 'group');
    set(layer, 'aria-label', word('line-mode'));
    schedule();
  });

  const REACH = 8;
  const shared: Lines = {
    layer,
    areFirm: () => mode !== 'hover',
    get: (id) => lines.get(id),
    ids: () => [...lines.keys()],
    near: (at) => {
      let nearest: string | undefined;
      let reach = REACH;
      for (const [id, { points }] of lines) {
        const away = distanceTo(points, at);
        if (away < reach) [nearest, reach] = [id, away];
      }
      return nearest;
    },
    onDrawn: (listener) => void listeners.push(listener),
  };
  enableLineFocus(page, shared);
  return shared;
}

/** A lane that a connection keeps, whatever else is drawn. */
function laneOf(id: string): number {
  return Number.parseInt(id.slice(-2), 16) % LANES || 0;
}

function set(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
