import { type Readable, Transform } from 'node:stream';
import { FanoutError, rejectLarge } from '../core/index.ts';
import { rejectPart } from './answers.ts';
import { hostOf, inTime, READ_MS, retrying, unreachable } from './in-time.ts';
import type { WebClient } from './web-client.ts';

/**
 * Takes the whole of a source, from a server that knows no ranges, within the limits of size and time.
 * @param take consumes the body, which fails as this does
 * @throws FanoutError SOURCE_TOO_LARGE, SOURCE_TOO_SLOW, SOURCE_UNREACHABLE, and by what the server answers
 */
export function copyFromWeb(
  client: WebClient,
  url: string,
  cancel: AbortSignal,
  take: (body: Readable) => Promise<void>,
): Promise<void> {
  const { copyMs, maxBytes } = client.config;
  return inTime(url, { ms: copyMs, code: 'SOURCE_TOO_SLOW', cancel }, async (signal) => {
    const response = await client.get(url, {}, signal);
    try {
      rejectPart(response, url);
      const body = counted(url, Number(response.headers['content-length'] ?? Number.NaN), maxBytes);
      response.on('error', (error) => body.destroy(unreachable(url, error)));
      await take(response.pipe(body));
    } finally {
      response.destroy();
    }
  });
}

/** Lets bytes through up to a limit, and its end only when all are there. */
function counted(url: string, promised: number, maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length;
      try {
        rejectLarge(bytes, maxBytes);
        done(null, part);
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      const short = Number.isSafeInteger(promised) && bytes !== promised;
      const why = `${hostOf(url)} sent ${bytes} of ${promised} bytes.`;
      done(short ? new FanoutError('SOURCE_UNREACHABLE', why) : null);
    },
  });
}

/**
 * A small file, whole; of one that is larger than `limit` bytes, a little more than that, so that its reader can tell.
 * @throws FanoutError SOURCE_UNREACHABLE, SOURCE_URL_REFUSED, and by what the server answers
 */
export function readFromWeb(client: WebClient, url: string, limit: number, cancel: AbortSignal): Promise<Buffer> {
  const once = async (signal: AbortSignal) => {
    const response = await client.get(url, {}, signal);
    try {
      rejectPart(response, url);
      const parts: Buffer[] = [];
      let bytes = 0;
      for await (const part of response) {
        parts.push(part as Buffer);
        bytes += (part as Buffer).length;
        if (bytes > limit) break;
      }
      return Buffer.concat(parts);
    } finally {
      response.destroy();
    }
  };
  return retrying(client.pauseMs, () => inTime(url, { ms: READ_MS, code: 'SOURCE_UNREACHABLE', cancel }, once));
}
