import type { IncomingMessage } from 'node:http';
import { FanoutError, type WebObject } from '../core/index.ts';
import { unreachable, type WebClient } from './web-client.ts';

/** What a server says of a source, and whether it can be read at any place. */
export interface FoundOnWeb {
  readonly object: WebObject;
  readonly ranges: boolean;
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;
/** The whole of one read, which is a few megabytes at most. */
const READ_MS = 60_000;

/**
 * Asks for the first byte: servers that know ranges say the length with it, and many refuse HEAD.
 * @throws FanoutError SOURCE_NOT_FOUND, SOURCE_FORBIDDEN, SOURCE_TOO_LARGE, SOURCE_EMPTY, SOURCE_UNREACHABLE,
 * SOURCE_URL_REFUSED
 */
export function findOnWeb(client: WebClient, url: string, signal?: AbortSignal): Promise<FoundOnWeb> {
  return retrying(async () => {
    const response = await client.get(url, { range: 'bytes=0-0' }, signal);
    response.destroy();
    if (response.statusCode === 416) throw new FanoutError('SOURCE_EMPTY', 'The file is empty.');
    rejectStatus(response, url);
    const ranges = response.statusCode === 206;
    const length = ranges ? totalOf(response) : response.headers['content-length'];
    const bytes = Number(length ?? Number.NaN);
    if (ranges && !Number.isSafeInteger(bytes)) throw new FanoutError('SOURCE_UNREACHABLE', 'It has no length.');
    // One without a length is counted while it is copied.
    const known = Number.isSafeInteger(bytes) ? bytes : 0;
    rejectLarge(known, client);
    return { object: { url, etag: validatorOf(response, known), bytes: known }, ranges };
  });
}

/** A source on the web, readable at any place. Every read makes sure that it is still the same. */
export function webSource(client: WebClient, object: WebObject) {
  return {
    identity: `${object.url}@${object.etag}`,
    size: object.bytes,
    read: (start: number, end: number) => retrying(() => readRange(client, object, start, end)),
  };
}

async function readRange(client: WebClient, object: WebObject, start: number, end: number): Promise<Buffer> {
  const signal = AbortSignal.timeout(READ_MS);
  const { hostname } = new URL(object.url);
  try {
    const response = await client.get(object.url, { range: `bytes=${start}-${end - 1}` }, signal);
    try {
      rejectStatus(response, object.url);
      rejectOther(response, object, start);
      return await exactly(response, end - start);
    } finally {
      response.destroy();
    }
  } catch (error) {
    throw unreachable(hostname, error);
  }
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

function rejectOther(response: IncomingMessage, object: WebObject, start: number): void {
  const total = totalOf(response);
  const same = total === String(object.bytes) && validatorOf(response, object.bytes) === object.etag;
  if (response.statusCode !== 206) {
    throw new FanoutError('SOURCE_UNREACHABLE', 'The server gave ranges before, and does not any more.');
  }
  if (!same) throw new FanoutError('SOURCE_CHANGED', 'The file behind the address was replaced while it was read.');
  if (!response.headers['content-range']?.startsWith(`bytes ${start}-`)) {
    throw new FanoutError('SOURCE_UNREACHABLE', 'The server gave another range than it was asked for.');
  }
}

/** @throws FanoutError by what the server answered */
export function rejectStatus({ statusCode = 0 }: IncomingMessage, url: string): void {
  const { hostname } = new URL(url);
  if (statusCode === 200 || statusCode === 206) return;
  if (statusCode === 404 || statusCode === 410) {
    throw new FanoutError('SOURCE_NOT_FOUND', `${hostname} has no such file (${statusCode}).`);
  }
  if (statusCode >= 400 && statusCode < 500 && statusCode !== 408 && statusCode !== 425 && statusCode !== 429) {
    throw new FanoutError('SOURCE_FORBIDDEN', `${hostname} does not give the file (${statusCode}).`);
  }
  throw new FanoutError('SOURCE_UNREACHABLE', `${hostname} answered ${statusCode}.`);
}

/** @throws FanoutError SOURCE_TOO_LARGE */
export function rejectLarge(bytes: number, { config }: WebClient): void {
  if (bytes <= config.maxBytes) return;
  const gb = (n: number) => (n / 1e9).toFixed(1);
  throw new FanoutError(
    'SOURCE_TOO_LARGE',
    `The file has ${gb(bytes)} GB or more; at most ${gb(config.maxBytes)} GB are accepted.`,
  );
}

/** The length of the whole, from `Content-Range: bytes 0-0/1234`. */
function totalOf({ headers }: IncomingMessage): string | undefined {
  return /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1];
}

/** Tells versions apart as well as the server lets it. */
function validatorOf({ headers }: IncomingMessage, bytes: number): string {
  return headers.etag ?? headers['last-modified'] ?? `bytes-${bytes}`;
}

/** A read is small and can be asked for again; what the server refuses is not. */
async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const again = error instanceof FanoutError && error.code === 'SOURCE_UNREACHABLE' && attempt < ATTEMPTS;
      if (!again) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
    }
  }
}
