import { tmpdir } from 'node:os';
import { basename, resolve } from 'node:path';
import { namedPlace } from '../../control/index.ts';
import type { SeenSource } from '../../core/estimate/index.ts';
import { FanoutError, placeName, type SourceObject } from '../../core/index.ts';
import { type ByteSource, lookInto, mediaToolsFromEnv, openFileSource, SourceProxy } from '../../media/index.ts';
import { findOnWeb, WebClient, webConfigFromEnv, webSource } from '../../web/index.ts';

interface Opened {
  readonly name: string;
  readonly object: SourceObject;
  readonly bytes: ByteSource;
  close(): Promise<void>;
}

/**
 * Looks at a file, or at one on the web by its ranges, as the metadata worker will.
 * @throws FanoutError with an input code; USAGE for what only a stack can read
 */
export async function lookAt(text: string, signal: AbortSignal): Promise<SeenSource> {
  const tools = await mediaToolsFromEnv(process.env);
  const { name, object, bytes, close } = await open(text, signal);
  const proxy = await SourceProxy.start();
  try {
    const looked = await lookInto(bytes, { ...tools, proxy, cwd: tmpdir(), signal });
    return { ...looked, name, object, encoderVersion: tools.version };
  } finally {
    await proxy.stop();
    await close();
  }
}

async function open(text: string, signal: AbortSignal): Promise<Opened> {
  const place = namedPlace(text);
  if (place && 'bucket' in place) {
    throw new FanoutError('USAGE', 'An object in S3 is read by a stack, and an estimate needs none.', [], {
      hint: 'Pass the file itself, or an https:// address of it, e.g. a signed one.',
    });
  }
  if (place) return onWeb(place.url, signal);
  const path = resolve(text);
  const bytes = await openFileSource(path);
  const object = { bucket: '', key: path, etag: bytes.identity, bytes: bytes.size };
  return { name: basename(path), object, bytes, close: () => bytes.close() };
}

async function onWeb(url: string, signal: AbortSignal): Promise<Opened> {
  const client = new WebClient(webConfigFromEnv(process.env));
  const { object, ranges } = await findOnWeb(client, url, signal);
  if (!ranges) {
    throw new FanoutError(
      'USAGE',
      'The server does not hand out parts of the file, so nothing short of all of it would tell.',
      [],
      {
        hint: 'Download it, and pass the file.',
      },
    );
  }
  return { name: placeName({ url }), object, bytes: webSource(client, object), close: async () => {} };
}
