import { CELL_STATES, type CellState } from '../../../core/index.ts';

/** What the grid is painted with: from the page's style, so that it follows dark and light. */
export interface Palette {
  readonly fills: Readonly<Record<CellState, string | CanvasPattern>>;
  /** Under what a running cell has done already. */
  readonly track: string;
  readonly text: string;
  readonly line: string;
}

/** Pixels of one square of a pattern. */
const SQUARE = 6;

/** Strokes besides the colour, for those who cannot tell the colours apart. */
const STROKES: Partial<Readonly<Record<CellState, (path: Path2D) => void>>> = {
  retrying: (path) => diagonal(path),
  reused: (path) => {
    path.moveTo(0, SQUARE / 2);
    path.lineTo(SQUARE, SQUARE / 2);
  },
  retried: (path) => path.rect(SQUARE / 2 - 0.75, SQUARE / 2 - 0.75, 1.5, 1.5),
  failed: (path) => {
    diagonal(path);
    path.moveTo(0, 0);
    path.lineTo(SQUARE, SQUARE);
  },
};

function diagonal(path: Path2D): void {
  // Beyond the corners, so that squares join without a notch.
  for (const shift of [-SQUARE, 0, SQUARE]) {
    path.moveTo(shift - 1, SQUARE + 1);
    path.lineTo(shift + SQUARE + 1, -1);
  }
}

/** @param ratio device pixels for a pixel */
export function readPalette(element: Element, ratio: number): Palette {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(`--grid-${name}`).trim();
  const fill = (state: CellState) => patterned(color(state), color('stroke'), STROKES[state], ratio);
  return {
    fills: recordOf(fill),
    track: color('track'),
    text: color('text'),
    line: color('line'),
  };
}

function recordOf<T>(of: (state: CellState) => T): Record<CellState, T> {
  const [waiting, running, retrying, done, retried, reused, failed] = CELL_STATES;
  return {
    [waiting]: of(waiting),
    [running]: of(running),
    [retrying]: of(retrying),
    [done]: of(done),
    [retried]: of(retried),
    [reused]: of(reused),
    [failed]: of(failed),
  };
}

function patterned(
  base: string,
  stroke: string,
  draw: ((path: Path2D) => void) | undefined,
  ratio: number,
): string | CanvasPattern {
  if (!draw) return base;
  const tile = new OffscreenCanvas(Math.round(SQUARE * ratio), Math.round(SQUARE * ratio));
  const context = tile.getContext('2d');
  if (!context) return base;
  context.fillStyle = base;
  context.fillRect(0, 0, tile.width, tile.height);
  context.scale(tile.width / SQUARE, tile.height / SQUARE);
  const path = new Path2D();
  draw(path);
  context.strokeStyle = stroke;
  context.lineWidth = 1.25;
  context.stroke(path);
  const pattern = context.createPattern(tile, 'repeat');
  // Canvases are scaled by the ratio: the tile is not to be so once more.
  pattern?.setTransform(new DOMMatrix().scale(SQUARE / tile.width, SQUARE / tile.height));
  return pattern ?? base;
}
