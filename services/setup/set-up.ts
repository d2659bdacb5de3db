import type { S3Client } from '@aws-sdk/client-s3';
import type { Logger } from 'pino';
import { asFanoutError, FanoutError } from '../core/index.ts';
import { prepareBuckets } from '../store/index.ts';
import { type Need, readyNamespace, type TemporalConfig, untilMet } from '../temporal/index.ts';

export interface SetUp {
  readonly temporal: TemporalConfig;
  /** `null` where the buckets are somebody else's. */
  readonly buckets: { readonly s3: S3Client; readonly origins: readonly string[] } | null;
  readonly logger: Logger;
  /** How long either may stay away, in milliseconds. */
  readonly giveUpMs?: number;
}

const GIVE_UP_MS = 120_000;
const PAUSE_MS = { first: 1_000, longest: 5_000 };

/**
 * Makes, once, what Fanout needs in a Temporal and an S3 that are there: the namespace with its search attributes, the buckets
 * with their rules. All of it may be there already.
 *
 * @throws FanoutError NAMESPACE_INCOMPLETE at once, for that does not pass; STACK_UNREACHABLE when one of them stays away
 */
export async function setUp({ temporal, buckets, logger, giveUpMs = GIVE_UP_MS }: SetUp): Promise<void> {
  let reason: string | null = null;
  const hopeless = new AbortController();
  const namespace: Need = async () => {
    await readyNamespace(temporal).catch((error: unknown) => {
      if (error instanceof FanoutError && error.code === 'NAMESPACE_INCOMPLETE') hopeless.abort(error);
      if (error instanceof FanoutError) throw error;
      const message = `Temporal at ${temporal.address} is not ready: ${asFanoutError(error).message}.`;
      throw new FanoutError('STACK_UNREACHABLE', message, [], { cause: error });
    });
    logger.info(`Namespace ${temporal.namespace}: there, with its search attributes`);
  };
  const bucketsAreThere = async ({ s3, origins }: NonNullable<SetUp['buckets']>) => {
    for (const line of await prepareBuckets(s3, { origins })) logger.info(line);
  };
  const needs = [namespace, ...(buckets ? [() => bucketsAreThere(buckets)] : [])];
  const trouble = (why: string | null) => {
    reason = why;
  };
  const signal = AbortSignal.any([hopeless.signal, AbortSignal.timeout(giveUpMs)]);
  try {
    await untilMet(needs, { logger, trouble, signal, pauseMs: PAUSE_MS });
  } catch (error) {
    if (hopeless.signal.aborted) throw hopeless.signal.reason;
    throw new FanoutError('STACK_UNREACHABLE', `Gave up after ${giveUpMs / 1000} s: ${reason}`, [], { cause: error });
  }
}
