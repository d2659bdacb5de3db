import { SQSClient } from '@aws-sdk/client-sqs';
import type { Logger } from 'pino';
import { bucketNamesFromEnv } from '../../store/index.ts';
import { temporalConfigFromEnv } from '../../temporal/index.ts';
import { LazyClient } from '../lazy-client.ts';
import { uploadHandler } from './handler.ts';
import { consume } from './queue.ts';
import { uploadSettings } from './settings.ts';

export interface UploadParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly profilesDir: string;
}

const CONNECT_MS = 5_000;
/** More than SQS waits before it answers that there is nothing. */
const SILENCE_MS = 30_000;

/**
 * Submits what appears in the bucket of sources, as the events of a queue tell.
 * @returns runs until it is told to stop; `null` where no queue is named
 * @throws FanoutError CONFIG_INVALID, PROFILE_NOT_FOUND, PROFILE_INVALID, SPEC_INVALID
 */
export async function uploadEvents({ env, logger, profilesDir }: UploadParts) {
  const settings = await uploadSettings(env, profilesDir);
  if (!settings) return null;
  const { queueUrl, prefix, spec } = settings;
  const wanted = { bucket: bucketNamesFromEnv(env).source, prefix };
  // Credentials, and another address for tests (AWS_ENDPOINT_URL_SQS), are those that AWS's library finds.
  const sqs = new SQSClient({
    region: env.AWS_REGION ?? 'us-east-1',
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
  });
  return async (signal: AbortSignal): Promise<void> => {
    const temporal = new LazyClient(temporalConfigFromEnv(env));
    const handle = uploadHandler({ wanted, spec, client: () => temporal.get(), logger });
    logger.info(`Uploads to ${wanted.bucket}/${prefix} become jobs, as ${queueUrl} tells of them`);
    try {
      await consume({ sqs, queueUrl, handle, isReady: () => temporal.answers(), logger }, signal);
    } finally {
      sqs.destroy();
      await temporal.close();
    }
  };
}
