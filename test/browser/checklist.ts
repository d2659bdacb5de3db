/** Every output of a job, with how it was checked: a table for people, and a set that tells what was forgotten. */
export class Checklist {
  readonly #rows: (readonly [output: string, how: string, result: string])[] = [];
  readonly #checked = new Set<string>();

  /** @param paths below the video; only what was checked to its end belongs here */
  add(output: string, how: string, result: string, paths: readonly string[] = []): void {
    this.#rows.push([output, how, result]);
    for (const path of paths) this.#checked.add(path);
  }

  /** What nobody has checked. */
  missing(paths: readonly string[]): string[] {
    return paths.filter((path) => !this.#checked.has(path));
  }

  toString(): string {
    const rows = [['output', 'checked by', 'result'], ...this.#rows];
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')).join('\n');
  }
}
