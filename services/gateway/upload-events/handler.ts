import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { idOfKey, type RemoteSource, remoteJob, submitJob } from '../../control/index.ts';
import { asFanoutError, BUCKETS, CATALOGUE, type FanoutError, placeName } from '../../core/index.ts';
import type { JobSpec } from '../../core/spec/index.ts';
import { readMessage, type Upload, type Wanted } from './event.ts';

export interface HandlerParts {
  readonly wanted: Wanted;
  readonly spec: JobSpec;
  /** Connects where that has not been done, or did not succeed. */
  readonly client: () => Promise<Client>;
  readonly logger: Logger;
}

/** How long Temporal may take for a start. */
const START_MS = 20_000;

/**
 * What is done about a message: an upload is submitted, as `fanout submit s3://…` would, and read where it lies. However often,
 * and to however many, the queue hands it out, there is one job for it. That reads what is there when its turn comes: whoever
 * puts another file in the same place before that has two jobs of it.
 *
 * @returns whether the message is done with; one that is not is handed out again
 */
export function uploadHandler({ wanted, spec, client, logger }: HandlerParts) {
  return async (body: string): Promise<boolean> => {
    const told = readMessage(body, wanted);
    if ('foreign' in told) {
      logger.warn(`A message in the queue of uploads is ${told.foreign}; it is removed`);
      return true;
    }
    if ('skipped' in told) {
      logger.info(`No job of an upload: ${told.skipped}`);
      return true;
    }
    const { upload } = told;
    try {
      const id = await submitUpload(await client(), spec, upload);
      logger.info({ videoId: id, key: upload.key, bytes: upload.bytes }, `Upload "${upload.key}": job ${id}`);
      return true;
    } catch (thrown) {
      const error = asFanoutError(thrown);
      const { code, message, hint } = error;
      const done = isFinal(error);
      const what = done ? 'It is not submitted.' : 'It is tried again.';
      const line = { code, hint, key: upload.key, ...(code === 'INTERNAL' ? { err: thrown } : {}) };
      logger[done ? 'error' : 'warn'](line, `Upload "${upload.key}": ${message} ${what}`);
      return done;
    }
  };
}

async function submitUpload(client: Client, spec: JobSpec, upload: Upload): Promise<string> {
  const { key } = upload;
  const source: RemoteSource = { kind: 's3', bucket: BUCKETS.source, key, name: placeName({ bucket: '', key }) };
  // Not claimed, as keys of users are: an upload that could not be submitted may be so later, with another profile.
  const id = idOfKey(spec.tenant, uploadKey(upload));
  const start = () => submitJob(client, spec, async () => remoteJob(id, spec, source));
  return (await client.withDeadline(Date.now() + START_MS, start)).job.videoId;
}

/** Of one version of an object, in the one bucket that uploads come to. */
function uploadKey({ key, etag }: Upload): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([BUCKETS.source, key, etag]))
    .digest('hex');
  return `upload-${digest}`;
}

/** Whether it would not help to try again. Outages pass, tenants get room, and of a defect somebody should see the message. */
function isFinal({ code }: FanoutError): boolean {
  const { fault } = CATALOGUE[code];
  return (fault === 'input' || fault === 'usage') && code !== 'TENANT_OVER_QUOTA';
}
