/** What is wrong with a configuration, and what to do about it. Both are parts of a sentence, without a full stop. */
export interface Problem {
  /** Where: a path such as `transcode.tasks.max`. */
  readonly key: string;
  /** Follows the key, e.g. `is 1, less than min 2`. */
  readonly problem: string;
  /** Follows "Fix:", e.g. `set it to 2 or more`. */
  readonly fix: string;
}

/** `transcode.tasks.max: is 1, less than min 2. Fix: set it to 2 or more.` */
export function problemLine({ key, problem, fix }: Problem): string {
  return `${key}: ${problem}. Fix: ${fix}${fix.endsWith('?') ? '' : '.'}`;
}
