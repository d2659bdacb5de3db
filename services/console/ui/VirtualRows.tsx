import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { visibleRows } from './visible.ts';

interface VirtualRowsProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** Its cells; one of them has a link, which the arrow keys go to. */
  readonly children: (item: T) => ComponentChildren;
  /** Names of the columns, and a class that says how wide each is. */
  readonly columns: readonly (readonly [name: string, className: string])[];
  /** Near its end, more may be wanted. */
  readonly onNearEnd: () => void;
}

/** Pixels, as the style says. */
const ROW = 46;
/** Of the end, in rows. */
const NEAR = 20;

/** A long table of which only what is seen is there. */
export function VirtualRows<T>({ label, items, keyOf, children, columns, onNearEnd }: VirtualRowsProps<T>) {
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => {
      height.value = entry?.contentRect.height ?? height.value;
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const [first, end] = visibleRows(top.value, height.value, ROW, items.length);
  const isNearEnd = end >= items.length - NEAR;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, items.length]);
  return (
    <div
      ref={box}
      class="rows"
      onScroll={(event) => {
        top.value = event.currentTarget.scrollTop;
      }}
    >
      <table aria-label={label} aria-rowcount={items.length + 1} onKeyDown={stepByKeys}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(([name, className]) => (
              <th key={name} scope="col" class={className}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} columns={columns.length} />
          {items.slice(first, end).map((item, i) => (
            <tr key={keyOf(item)} class="row" data-row={first + i} aria-rowindex={first + i + 2}>
              {children(item)}
            </tr>
          ))}
          <Gap rows={items.length - end} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

/** The place of rows that are not there. */
function Gap({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr class="gap">
      <td colSpan={columns} style={{ height: `${rows * ROW}px` }} />
    </tr>
  );
}

/** The arrow keys go from row to row. */
function stepByKeys(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = document.activeElement?.closest<HTMLElement>('[data-row]');
  if (by === undefined || !row) return;
  event.preventDefault();
  const next = Number(row.dataset.row) + by;
  row.parentElement?.querySelector<HTMLElement>(`[data-row="${next}"] a`)?.focus();
}
