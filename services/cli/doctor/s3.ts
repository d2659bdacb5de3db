import { BUCKETS } from '../../core/index.ts';
import { storeConfigFromEnv } from '../../store/index.ts';
import { lookAtS3, placeOf, type Stack, s3Trouble } from '../find-stack/index.ts';
import type { Finding } from './finding.ts';

/** Both buckets: whether they are there, and take the keys. */
export function checkS3(stack: Stack): Promise<Finding[]> {
  return Promise.all(
    Object.values(BUCKETS).map(async (bucket) => {
      const check = `S3 bucket ${bucket}`;
      const look = await lookAtS3(stack.env, bucket);
      if (look.state === 'ready') return { check, ok: true, found: placeOf(storeConfigFromEnv(stack.env)) };
      const { message, cause, todo } = s3Trouble(stack, look, bucket);
      return { check, ok: false, found: message, cause, todo };
    }),
  );
}
