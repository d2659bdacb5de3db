import type { ShownCell } from '../../../api/index.ts';
import type { CellState } from '../../../core/index.ts';
import { clock } from '../../ui/format.ts';
import { cellAt, type Place } from '../state/places.ts';
import type { GridAxes, JobView } from '../state/view.ts';
import type { Palette } from './palette.ts';
import { type GridRow, ROW, rowsHeight } from './rows.ts';
import { chunkBox, shownChunks, type TimeView, timeMarks, totalSeconds } from './time-scale.ts';

/** All that a picture of the grid depends on. */
export interface Scene {
  readonly axes: GridAxes;
  readonly rows: readonly GridRow[];
  readonly cells: JobView['cells'];
  readonly view: TimeView;
  readonly palette: Palette;
  /** States that stand out; all when there are none. */
  readonly highlighted: ReadonlySet<CellState>;
}

/** Pixels above the rows, for the times. */
export const AXIS_HEIGHT = 22;
/** Narrower cells, in pixels, touch each other: a gap would be as wide as they are. */
const LEAST_WITH_GAP = 5;
/** How much is left of what does not stand out. */
const DIMMED = 0.16;

type Context = CanvasRenderingContext2D;

/** Paints all that is on show. */
export function paintAll(context: Context, scene: Scene): void {
  const { axes, rows, view } = scene;
  context.clearRect(0, 0, view.width, AXIS_HEIGHT + rowsHeight(rows));
  paintTimes(context, scene);
  const { first, last } = shownChunks(axes.chunks, view);
  for (let lane = 0; lane < axes.lanes.length; lane++) {
    for (let chunk = first; chunk <= last; chunk++) paintCell(context, scene, { lane, chunk });
  }
}

/** Paints some cells over what they were. */
export function paintPlaces(context: Context, scene: Scene, places: readonly Place[]): void {
  const { first, last } = shownChunks(scene.axes.chunks, scene.view);
  for (const place of places) {
    if (place.chunk >= first && place.chunk <= last) paintCell(context, scene, place);
  }
}

function paintTimes(context: Context, { axes, view, palette, rows }: Scene): void {
  context.font = '11px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (const seconds of timeMarks(view, totalSeconds(axes.chunks))) {
    const x = Math.round(seconds * view.scale - view.offset);
    context.fillStyle = palette.line;
    context.fillRect(x, AXIS_HEIGHT - 6, 1, 6 + rowsHeight(rows));
    context.fillStyle = palette.text;
    context.fillText(clock(seconds), x + 4, AXIS_HEIGHT / 2 - 1);
  }
}

function paintCell(context: Context, scene: Scene, place: Place): void {
  const { axes, rows, view, highlighted, cells } = scene;
  const { x, width } = chunkBox(axes.chunks, view, place.chunk);
  const gap = width >= LEAST_WITH_GAP ? 1 : 0;
  const left = Math.round(x);
  const right = Math.max(left + 1, Math.round(x + width) - gap);
  const cell = cellAt(cells, place);
  const state = cell?.state ?? 'waiting';
  const alpha = highlighted.size === 0 || highlighted.has(state) ? 1 : DIMMED;
  const frames = axes.chunks[place.chunk]?.frames ?? 0;
  for (const row of rows) {
    if (row.lane !== place.lane) continue;
    const top = AXIS_HEIGHT + row.top;
    context.clearRect(left, top, right - left, ROW.height);
    context.globalAlpha = alpha;
    fillCell(context, scene.palette, cell, { left, top, width: right - left, share: shareDone(cell, frames) });
    context.globalAlpha = 1;
  }
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** 0 to 1, of a running cell. */
  readonly share: number;
}

function fillCell(context: Context, palette: Palette, cell: ShownCell | null, { left, top, width, share }: Box): void {
  const state = cell?.state ?? 'waiting';
  if (state !== 'running') {
    context.fillStyle = palette.fills[state];
    context.fillRect(left, top, width, ROW.height);
    return;
  }
  // It fills from below, which can be seen however narrow it is.
  const filled = Math.round(share * (ROW.height - 4)) + 4;
  context.fillStyle = palette.track;
  context.fillRect(left, top, width, ROW.height);
  context.fillStyle = palette.fills.running;
  context.fillRect(left, top + ROW.height - filled, width, filled);
}

function shareDone(cell: ShownCell | null, frames: number): number {
  return cell && frames > 0 ? Math.min(1, cell.framesDone / frames) : 0;
}
