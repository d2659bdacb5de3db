import { type Problem, problemLine } from './problem.ts';

/** A configuration that cannot be deployed. The message lists all that is wrong with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(
      [`Configuration ${source} has ${count}:`, ...problems.map((problem) => `  ${problemLine(problem)}`)].join('\n'),
    );
    this.problems = problems;
  }
}
