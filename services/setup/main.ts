import { asFanoutError, FanoutError } from '../core/index.ts';
import { createS3Client, prepareBuckets, storeConfigFromEnv } from '../store/index.ts';
import { readyNamespace, runService, temporalConfigFromEnv, untilMet } from '../temporal/index.ts';

/*
 * Makes, once, what Fanout needs in a Temporal and an S3 that are there: the namespace with its search attributes, the buckets
 * with their rules. All of it may be there already. Gives up when one of them stays away.
 */

const GIVE_UP_MS = 120_000;
const PAUSE_MS = { first: 1_000, longest: 5_000 };

await runService('setup', async (logger) => {
  const temporal = temporalConfigFromEnv(process.env);
  const s3 = createS3Client(storeConfigFromEnv(process.env));
  const origins = (process.env.FANOUT_CORS_ORIGINS ?? '*').split(',').map((origin) => origin.trim());
  let reason: string | null = null;
  const needs = [
    async () => {
      await readyNamespace(temporal.address, temporal.namespace).catch((error: unknown) => {
        const message = `Temporal at ${temporal.address} is not ready: ${asFanoutError(error).message}.`;
        throw new FanoutError('STACK_UNREACHABLE', message, [], { cause: error });
      });
      logger.info(`Namespace ${temporal.namespace}: there, with its search attributes`);
    },
    async () => {
      for (const line of await prepareBuckets(s3, { origins })) logger.info(line);
    },
  ];
  const trouble = (why: string | null) => {
    reason = why;
  };
  try {
    await untilMet(needs, { logger, trouble, signal: AbortSignal.timeout(GIVE_UP_MS), pauseMs: PAUSE_MS });
  } catch (error) {
    throw new FanoutError('STACK_UNREACHABLE', `Gave up after ${GIVE_UP_MS / 1000} s: ${reason}`, [], { cause: error });
  } finally {
    s3.destroy();
  }
  logger.info('Ready');
});
