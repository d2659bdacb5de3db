import type { GridAxes } from '../state/view.ts';

/** One rendition of the grid. Those of a lane are encoded together, so their cells are always alike. */
export interface GridRow {
  readonly rendition: string;
  readonly codec: string;
  /** Index of its lane. */
  readonly lane: number;
  /** Pixels from the top of the rows. */
  readonly top: number;
}

/** Pixels. Rows of a lane nearly touch, so that they read as one piece of work. */
export const ROW = { height: 20, gap: 1, laneGap: 8 } as const;

/** Pixels for the names of the rows. */
export const LABELS_WIDTH = 88;

export function gridRows({ lanes }: Pick<GridAxes, 'lanes'>): readonly GridRow[] {
  let top = 0;
  return lanes.flatMap(({ codec, renditions }, lane) => {
    if (lane > 0) top += ROW.laneGap - ROW.gap;
    return renditions.map((rendition) => {
      const row = { rendition, codec, lane, top };
      top += ROW.height + ROW.gap;
      return row;
    });
  });
}

/** Pixels of all rows together. */
export function rowsHeight(rows: readonly GridRow[]): number {
  return (rows.at(-1)?.top ?? -ROW.height) + ROW.height;
}

/** The row at a height; between two rows, the nearer one; `null` above and below all. */
export function rowAt(rows: readonly GridRow[], y: number): GridRow | null {
  if (y < 0 || y > rowsHeight(rows)) return null;
  return rows.findLast(({ top }) => y >= top - ROW.gap) ?? rows[0] ?? null;
}

/** Where the rows of a lane begin and end, in pixels. */
export function laneSpan(rows: readonly GridRow[], lane: number): { readonly top: number; readonly height: number } {
  const mine = rows.filter((row) => row.lane === lane);
  const top = mine[0]?.top ?? 0;
  return { top, height: (mine.at(-1)?.top ?? top) + ROW.height - top };
}
