import type { IncomingMessage } from 'node:http';
import { FanoutError } from '../core/index.ts';
import { hostOf } from './in-time.ts';

const COMPRESSED = /\b(?:x-gzip|gzip|x-compress|compress|deflate|br|zstd)\b/i;
/** An ETag is carried with every task: a longer one is no better. */
const MAX_VALIDATOR = 256;

/** @throws FanoutError by what the server answered, unless it gives the file or a part of it as it is */
export function rejectAnswer({ statusCode = 0, headers }: IncomingMessage, url: string): void {
  const host = hostOf(url);
  if (statusCode === 404 || statusCode === 410) {
    throw new FanoutError('SOURCE_NOT_FOUND', `${host} has no such file (${statusCode}).`);
  }
  if (statusCode >= 400 && statusCode < 500 && ![408, 425, 429].includes(statusCode)) {
    throw new FanoutError('SOURCE_FORBIDDEN', `${host} does not give the file (${statusCode}).`);
  }
  if (statusCode !== 200 && statusCode !== 206) {
    throw new FanoutError('SOURCE_UNREACHABLE', `${host} answered ${statusCode}.`);
  }
  const encoding = COMPRESSED.exec(headers['content-encoding'] ?? '')?.[0];
  if (encoding) {
    throw new FanoutError(
      'SOURCE_NOT_MEDIA',
      `${host} sends the file compressed (${encoding}), although asked not to.`,
    );
  }
}

/** @throws FanoutError as {@link rejectAnswer} does; SOURCE_UNREACHABLE for a part, where the whole was asked for */
export function rejectPart(response: IncomingMessage, url: string): void {
  rejectAnswer(response, url);
  if (response.statusCode === 206) {
    throw new FanoutError('SOURCE_UNREACHABLE', `${hostOf(url)} sent a part of the file, unasked.`);
  }
}

export interface ContentRange {
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
  /** Bytes of the whole file. */
  readonly total: number;
}

/** The part that an answer says it is, e.g. `bytes 0-0/1234`; `null` when it does not say, or not how much the whole is. */
export function contentRange({ statusCode, headers }: IncomingMessage): ContentRange | null {
  if (statusCode !== 206) return null;
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/i.exec(headers['content-range']?.trim() ?? '');
  const [start = Number.NaN, last = Number.NaN, total = Number.NaN] = match?.slice(1).map(Number) ?? [];
  return Number.isSafeInteger(total) && start <= last && last < total ? { start, end: last + 1, total } : null;
}

/** Tells versions apart as well as the server lets it. */
export function validatorOf({ headers }: IncomingMessage, bytes: number): string {
  // Servers that compress on the way call the same tag weak now and then.
  const etag = headers.etag?.replace(/^W\//, '');
  return (etag ?? headers['last-modified'] ?? `bytes-${bytes}`).slice(0, MAX_VALIDATOR);
}
