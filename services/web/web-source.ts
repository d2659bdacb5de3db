import type { IncomingMessage } from 'node:http';
import { FanoutError, type WebObject } from '../core/index.ts';
import { contentRange, rejectAnswer, validatorOf } from './answers.ts';
import { inTime, READ_MS, retrying } from './in-time.ts';
import type { WebClient } from './web-client.ts';

/**
 * A source on the web, readable at any place. Every read makes sure that it is still the same.
 * Reads fail with SOURCE_CHANGED, SOURCE_NOT_FOUND, SOURCE_FORBIDDEN, SOURCE_UNREACHABLE, SOURCE_URL_REFUSED.
 */
export function webSource(client: WebClient, object: WebObject) {
  return {
    identity: `${object.url}@${object.etag}`,
    size: object.bytes,
    read: (start: number, end: number) => retrying(client.pauseMs, () => readRange(client, object, start, end)),
  };
}

function readRange(client: WebClient, object: WebObject, start: number, end: number): Promise<Buffer> {
  return inTime(object.url, { ms: READ_MS, code: 'SOURCE_UNREACHABLE' }, async (signal) => {
    const response = await client.get(object.url, { range: `bytes=${start}-${end - 1}` }, signal);
    try {
      rejectOther(response, object, start, end);
      return await exactly(response, end - start);
    } finally {
      response.destroy();
    }
  });
}

/** @throws FanoutError unless this is the part that was asked for, of the file that it was when it was found */
function rejectOther(response: IncomingMessage, object: WebObject, start: number, end: number): void {
  // The place was there before.
  if (response.statusCode === 416) throw changed();
  rejectAnswer(response, object.url);
  if (response.statusCode === 200) {
    throw new FanoutError('SOURCE_UNREACHABLE', 'The server gave ranges before, and does not any more.');
  }
  const range = contentRange(response);
  if (range && (range.total !== object.bytes || validatorOf(response, object.bytes) !== object.etag)) throw changed();
  if (range?.start !== start || range.end !== end) {
    throw new FanoutError('SOURCE_UNREACHABLE', 'The server gave another range than it was asked for.');
  }
}

function changed(): FanoutError {
  return new FanoutError('SOURCE_CHANGED', 'The file behind the address was replaced while it was read.');
}

/** @throws Error when more or fewer bytes come than were asked for */
async function exactly(response: IncomingMessage, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response) {
    bytes += (part as Buffer).length;
    if (bytes > length) break;
    parts.push(part as Buffer);
  }
  if (bytes !== length) throw new Error(`${bytes} bytes came of ${length}`);
  return Buffer.concat(parts);
}
