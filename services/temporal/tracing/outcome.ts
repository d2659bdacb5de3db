/** Ends that nobody need look into. */
const FINE: readonly string[] = ['done', 'reused', 'continued', 'cancelled', 'WORKER_SHUTDOWN'];

export function isTrouble(outcome: string): boolean {
  return !FINE.includes(outcome);
}
