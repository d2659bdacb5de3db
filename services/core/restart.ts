/** What is known of a process that was started again and again. */
export interface Restarts {
  /** How often it ended in a row, without having been well for a while in between. */
  readonly failures: number;
  /** How long it was well before it ended this time, in milliseconds. */
  readonly wellMs: number;
}

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** After this long without trouble, what came before is forgotten. */
const WELL_MS = 60_000;

/** How long to wait before a process that ended is started again: 1 s, twice as long each further time, 30 s at most. */
export function nextRestart({ failures, wellMs }: Restarts): { readonly failures: number; readonly delayMs: number } {
  const now = wellMs >= WELL_MS ? 1 : failures + 1;
  return { failures: now, delayMs: Math.min(LONGEST_MS, FIRST_MS * 2 ** (now - 1)) };
}
