const NUMBERS = /^([\d.:]+( \/ [\d.:]+)?|–)$/;

/** A column of a table: its head, and what a row shows in it. Numbers and times are put to the right. */
export interface Column<Row> {
  readonly head: string;
  readonly of: (row: Row) => string | number;
}

/** Columns in line, for a terminal and for people. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map(({ of }) => of(row)));
  const texts = [columns.map(({ head }) => head), ...cells.map((row) => row.map(String))];
  const isNumber = columns.map((_, column) => cells.every((row) => NUMBERS.test(String(row[column]))));
  const widths = columns.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  return texts
    .map((row) => {
      const padded = row.map((text, column) => {
        const width = widths[column] ?? 0;
        return isNumber[column] ? text.padStart(width) : text.padEnd(width);
      });
      return padded.join('  ').trimEnd();
    })
    .join('\n');
}

/** Seconds as minutes and seconds: `12:05`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
