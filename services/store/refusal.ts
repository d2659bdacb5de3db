import { S3ServiceException } from '@aws-sdk/client-s3';
import { httpStatus } from './persist.ts';

const REFUSED_STATUS: readonly number[] = [401, 403];

/**
 * What S3 calls it that it does not take the keys, such as `SignatureDoesNotMatch` or `RequestTimeTooSkewed`; `null` where
 * something else is the matter. The answer to a HEAD has no body, and so no such name: its status is returned.
 */
export function keyRefusal(thrown: unknown): string | null {
  for (let at = thrown; at instanceof Error; at = at.cause) {
    if (!(at instanceof S3ServiceException) || !REFUSED_STATUS.includes(httpStatus(at) ?? 0)) continue;
    return /^[A-Z][A-Za-z]+$/.test(at.name) && !at.name.startsWith('Unknown') ? at.name : String(httpStatus(at));
  }
  return null;
}
