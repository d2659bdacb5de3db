import { FanoutError, rejectLarge, type WebObject } from '../core/index.ts';
import { contentRange, rejectAnswer, validatorOf } from './answers.ts';
import { hostOf, inTime, READ_MS, retrying } from './in-time.ts';
import type { WebClient } from './web-client.ts';

/** What a server says of a source, and whether it can be read at any place. */
export interface FoundOnWeb {
  /** Of no bytes where the server does not say how many: they are counted when it is copied. */
  readonly object: WebObject;
  readonly ranges: boolean;
}

/**
 * Asks for the first byte: servers that know ranges say the length with it, and many refuse HEAD.
 * @throws FanoutError SOURCE_NOT_FOUND, SOURCE_FORBIDDEN, SOURCE_TOO_LARGE, SOURCE_EMPTY, SOURCE_NOT_MEDIA,
 * SOURCE_UNREACHABLE, SOURCE_URL_REFUSED
 */
export async function findOnWeb(client: WebClient, url: string, cancel?: AbortSignal): Promise<FoundOnWeb> {
  try {
    return await retrying(client.pauseMs, () =>
      inTime(url, { ms: READ_MS, code: 'SOURCE_UNREACHABLE', cancel }, (signal) => ask(client, url, signal)),
    );
  } catch (error) {
    throw noSuchHost(error) ? new FanoutError('SOURCE_NOT_FOUND', `There is no server ${hostOf(url)}.`) : error;
  }
}

async function ask(client: WebClient, url: string, signal: AbortSignal): Promise<FoundOnWeb> {
  const response = await client.get(url, { range: 'bytes=0-0' }, signal);
  response.destroy();
  // Not one byte is there.
  if (response.statusCode === 416) throw empty();
  rejectAnswer(response, url);
  const range = contentRange(response);
  const ranges = range?.start === 0 && range.end === 1;
  const length = response.statusCode === 200 ? response.headers['content-length'] : undefined;
  if (length !== undefined && Number(length) === 0) throw empty();
  const bytes = ranges ? range.total : Number(length ?? 0);
  rejectLarge(bytes, client.config.maxBytes);
  return { object: { url, etag: validatorOf(response, bytes), bytes }, ranges };
}

function empty(): FanoutError {
  return new FanoutError('SOURCE_EMPTY', 'The file is empty.');
}

function noSuchHost(error: unknown): boolean {
  const cause = error instanceof FanoutError ? error.cause : null;
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOTFOUND';
}
