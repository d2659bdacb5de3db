import { CancellationScope } from '@temporalio/workflow';

/**
 * Runs parts side by side. The first that fails cancels the others; only when all have ended, and nothing of theirs runs
 * any more on any worker, does the first failure come out.
 *
 * @param start starts the parts, by handing each to `join`
 */
export async function together(start: (join: (part: () => Promise<void>) => void) => Promise<void>): Promise<void> {
  const scope = new CancellationScope();
  const failures: unknown[] = [];
  const parts: Promise<void>[] = [];
  const join = (part: () => Promise<void>) => {
    parts.push(
      part().catch((error: unknown) => {
        failures.push(error);
        scope.cancel();
      }),
    );
  };
  await scope.run(async () => {
    join(() => start(join));
    // Parts may be added while others run: look again until there are no new ones.
    for (let seen = 0; seen < parts.length; ) {
      seen = parts.length;
      await Promise.all(parts);
    }
  });
  if (failures.length > 0) throw failures[0];
}
