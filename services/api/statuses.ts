import { CATALOGUE, type ErrorCode } from '../core/index.ts';

/** HTTP statuses of codes whose fault alone does not tell. */
const STATUSES: Partial<Readonly<Record<ErrorCode, number>>> = {
  KEY_MISSING: 401,
  KEY_INVALID: 401,
  KEY_FORBIDDEN: 403,
  ORIGIN_REFUSED: 403,
  PLAYBACK_LINK_INVALID: 403,
  ROUTE_NOT_FOUND: 404,
  VIDEO_NOT_FOUND: 404,
  UPLOAD_NOT_FOUND: 404,
  KEY_NOT_FOUND: 404,
  WEBHOOK_EVENT_NOT_FOUND: 404,
  IDEMPOTENCY_CONFLICT: 409,
  JOB_FINISHED: 409,
  JOB_RUNNING: 409,
  JOB_PAUSED: 409,
  JOB_NOT_PAUSED: 409,
  JOB_NOT_RETRYABLE: 409,
  VIDEO_NOT_READY: 409,
  RENDITION_EXISTS: 409,
  UPLOAD_COMPLETE: 409,
  UPLOAD_INCOMPLETE: 409,
  REQUEST_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  RANGE_OUTSIDE: 416,
  TOO_MANY_REQUESTS: 429,
  TENANT_OVER_QUOTA: 429,
  SOURCE_UNREACHABLE: 502,
  INTERNAL: 500,
};

/** The HTTP status that an error is answered with: 4xx where the asker can do something about it. */
export function statusOf(code: ErrorCode): number {
  const own = STATUSES[code];
  if (own !== undefined) return own;
  const { fault } = CATALOGUE[code];
  if (fault === 'usage') return 400;
  // The request is understood; what it names is not what it should be.
  return fault === 'input' ? 422 : 503;
}

/** What any request may be answered with, whatever it asks for. */
export const COMMON_ERRORS: readonly ErrorCode[] = [
  'REQUEST_INVALID',
  'KEY_MISSING',
  'KEY_INVALID',
  'KEY_FORBIDDEN',
  'ORIGIN_REFUSED',
  'TOO_MANY_REQUESTS',
  'STACK_UNREACHABLE',
  'STORAGE_FAILED',
  'INTERNAL',
];
