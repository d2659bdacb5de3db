import { Context } from '@temporalio/activity';

const EVERY_MS = 1_000;

/**
 * Runs an activity's work under a heartbeat, so that a dead worker is noticed and a cancel arrives. The heartbeat carries
 * the last details that the work reported.
 */
export async function heartbeating<Details, Result>(
  work: (report: (details: Details) => void, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  let latest: Details | undefined;
  const timer = setInterval(() => context.heartbeat(latest), EVERY_MS);
  try {
    const report = (details: Details) => {
      latest = details;
      context.heartbeat(details);
    };
    return await work(report, context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
