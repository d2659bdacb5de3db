import { codecName } from '../../ui/words.ts';
import type { GridRow } from './rows.ts';

interface RowLabelsProps {
  readonly rows: readonly GridRow[];
  /** Pixels above the first row, and of all rows. */
  readonly top: number;
  readonly height: number;
}

/** The names of the rows, which stay where they are while the time moves on. */
export function RowLabels({ rows, top, height }: RowLabelsProps) {
  return (
    <div class="row-labels" style={{ height: `${top + height}px` }} aria-hidden="true">
      {rows.map((row, i) => (
        <span
          key={row.rendition}
          style={{ top: `${top + row.top}px` }}
          title={`${row.rendition}, ${codecName(row.codec)}`}
        >
          {row.rendition.replace(/-.*/, '')}
          {row.codec !== rows[i - 1]?.codec && <small>{codecName(row.codec)}</small>}
        </span>
      ))}
    </div>
  );
}
