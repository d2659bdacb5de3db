import { Transform } from 'node:stream';
import { FanoutError } from '../core/index.ts';
import { unreachable, type WebClient } from './web-client.ts';
import { rejectLarge, rejectStatus } from './web-source.ts';

/**
 * The whole of a source, from a server that knows no ranges, within the limits of size and time.
 * @throws FanoutError as {@link rejectStatus} and {@link rejectLarge} do; the stream fails with SOURCE_TOO_LARGE and
 * SOURCE_UNREACHABLE
 */
export async function webStream(client: WebClient, url: string, signal: AbortSignal): Promise<Transform> {
  const { hostname } = new URL(url);
  const limit = AbortSignal.timeout(client.config.copyMs);
  const response = await client.get(url, {}, AbortSignal.any([signal, limit]));
  rejectStatus(response, url);
  const promised = Number(response.headers['content-length'] ?? Number.NaN);
  let bytes = 0;
  const counted = new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length;
      try {
        rejectLarge(bytes, client);
        done(null, part);
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      const short = Number.isSafeInteger(promised) && bytes !== promised;
      done(short ? new FanoutError('SOURCE_UNREACHABLE', `${hostname} sent ${bytes} of ${promised} bytes.`) : null);
    },
    destroy(error, done) {
      response.destroy();
      done(error);
    },
  });
  const late = new FanoutError(
    'SOURCE_UNREACHABLE',
    `${hostname} did not send the file within ${client.config.copyMs / 1000} s.`,
  );
  response.on('error', (error) => counted.destroy(limit.aborted ? late : unreachable(hostname, error)));
  return response.pipe(counted);
}
