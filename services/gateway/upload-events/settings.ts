import { readProfile } from '../../control/index.ts';
import { FanoutError, remotePlace } from '../../core/index.ts';
import { type JobSpec, parseJobSpec } from '../../core/spec/index.ts';

export interface UploadSettings {
  /** Of the SQS queue that events come to. */
  readonly queueUrl: string;
  readonly prefix: string;
  /** What all uploads are made into. */
  readonly spec: JobSpec;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads `FANOUT_UPLOAD_EVENTS_QUEUE`, `FANOUT_UPLOAD_PREFIX` (uploads/) and `FANOUT_UPLOAD_PROFILE` (web).
 * @param profilesDir the profiles that come with Fanout
 * @returns `null` where no queue is named
 * @throws FanoutError CONFIG_INVALID, PROFILE_NOT_FOUND, PROFILE_INVALID, SPEC_INVALID
 */
export async function uploadSettings(env: Env, profilesDir: string): Promise<UploadSettings | null> {
  const queueUrl = env.FANOUT_UPLOAD_EVENTS_QUEUE;
  if (!queueUrl) return null;
  if (!/^https?:\/\//.test(queueUrl) || !URL.canParse(queueUrl)) {
    throw invalid(`FANOUT_UPLOAD_EVENTS_QUEUE is "${queueUrl}": it must be the URL of a queue of SQS.`);
  }
  const prefix = env.FANOUT_UPLOAD_PREFIX || 'uploads/';
  // What Fanout itself writes into that bucket lies in folders of videos: with less than a folder, each job might begin another.
  if (!/^[^/]+\/(?:.*\/)?$/.test(prefix)) {
    throw invalid(`FANOUT_UPLOAD_PREFIX is "${prefix}": it must be a folder, such as uploads/.`);
  }
  const name = env.FANOUT_UPLOAD_PROFILE || 'web';
  const spec = parseJobSpec((await readProfile(profilesDir, name)).spec);
  if (spec.idempotencyKey !== undefined) {
    throw invalid(
      `The profile "${name}" of FANOUT_UPLOAD_PROFILE has an idempotency key: all uploads would be one job.`,
    );
  }
  const local = [spec.watermark.image, ...spec.captionFiles].find((file) => file !== undefined && !remotePlace(file));
  if (local !== undefined) {
    throw invalid(`The profile "${name}" of FANOUT_UPLOAD_PROFILE names "${local}", which workers cannot reach.`);
  }
  return { queueUrl, prefix, spec };
}

function invalid(message: string): FanoutError {
  return new FanoutError('CONFIG_INVALID', message);
}
