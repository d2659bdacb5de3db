import { effect, type ReadonlySignal } from '@preact/signals';
import type { CellState } from '../../../core/index.ts';
import { changedPlaces } from '../state/places.ts';
import type { GridAxes, JobView } from '../state/view.ts';
import { AXIS_HEIGHT, paintAll, paintPlaces, type Scene } from './paint.ts';
import { type Palette, readPalette } from './palette.ts';
import { type GridRow, rowsHeight } from './rows.ts';
import type { TimeView } from './time-scale.ts';

export interface PaintedFrom {
  readonly axes: GridAxes;
  readonly rows: readonly GridRow[];
  readonly cells: ReadonlySignal<JobView['cells']>;
  readonly view: ReadonlySignal<TimeView>;
  readonly highlighted: ReadonlySignal<ReadonlySet<CellState>>;
}

/**
 * Keeps a canvas as its signals say, at most once for each frame of the screen; where only cells have changed, only they are
 * painted.
 * @returns ends it
 */
export function keepPainted(canvas: HTMLCanvasElement, from: PaintedFrom): () => void {
  const context = canvas.getContext('2d');
  if (!context) return () => {};
  let palette: Palette | null = null;
  let painted: JobView['cells'] | null = null;
  let frame = 0;

  const paint = () => {
    frame = 0;
    const ratio = window.devicePixelRatio;
    const isResized = fitCanvas(canvas, from.view.peek().width, AXIS_HEIGHT + rowsHeight(from.rows), ratio);
    if (isResized) palette = null;
    palette ??= readPalette(canvas, ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const scene: Scene = {
      ...{ axes: from.axes, rows: from.rows, palette },
      ...{ cells: from.cells.peek(), view: from.view.peek(), highlighted: from.highlighted.peek() },
    };
    if (painted === null || isResized) paintAll(context, scene);
    else paintPlaces(context, scene, changedPlaces(painted, scene.cells));
    painted = scene.cells;
  };
  const request = () => {
    frame ||= requestAnimationFrame(paint);
  };
  const requestAll = () => {
    painted = null;
    request();
  };
  const requestRecolored = () => {
    palette = null;
    requestAll();
  };
  const stops = [
    effect(() => void (from.cells.value && request())),
    effect(() => void (from.view.value && from.highlighted.value && requestAll())),
    onThemeChange(requestRecolored),
  ];
  return () => {
    cancelAnimationFrame(frame);
    for (const stop of stops) stop();
  };
}

/** @returns whether its size is another one now */
function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): boolean {
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === wide && canvas.height === high) return false;
  canvas.width = wide;
  canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  return true;
}

/** By the system, by the page, or by a move to another screen. */
export function onThemeChange(told: () => void): () => void {
  const asked = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(told);
  observer.observe(document.documentElement, { attributes: true });
  asked.addEventListener('change', told);
  window.addEventListener('resize', told);
  return () => {
    observer.disconnect();
    asked.removeEventListener('change', told);
    window.removeEventListener('resize', told);
  };
}
