/** Rows above and below those that are seen, so that a quick scroll shows no gap. */
const MARGIN = 8;

/** Which rows have to be there, as `[first, end)`. All lengths in pixels. */
export function visibleRows(top: number, height: number, rowHeight: number, count: number): readonly [number, number] {
  const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + MARGIN);
  return [Math.min(first, end), end];
}
