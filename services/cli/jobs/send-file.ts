import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { FanoutClient } from '../../client/index.ts';
import { FanoutError } from '../../core/index.ts';
import { out } from '../output.ts';

/** Parts on their way at once: each is in memory meanwhile. */
const AT_ONCE = 4;
const TRIES = 5;
const FIRST_PAUSE_MS = 500;

interface NamedFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

/** Sends a file straight to S3, in parts. @returns the id of the upload @throws FanoutError STORAGE_FAILED, SOURCE_CHANGED; ApiError */
export async function sendFile(
  client: FanoutClient,
  { path, name, bytes }: NamedFile,
  tenant: string | undefined,
): Promise<string> {
  const { uploadId, partBytes, parts } = await client.call('beginUpload', {
    body: { name, bytes, ...(tenant === undefined ? {} : { tenant }) },
  });
  const params = { id: uploadId };
  const file = await open(path);
  const limit = pLimit(AT_ONCE);
  let sent = 0;
  try {
    const numbers = Array.from({ length: parts }, (_, i) => i + 1);
    await limit.map(numbers, async (number) => {
      const start = (number - 1) * partBytes;
      const body = await readPart(file, start, Math.min(partBytes, bytes - start));
      const sha256 = createHash('sha256').update(body).digest('base64');
      await putPart(async () => {
        const signed = await client.call('signParts', { params, body: { parts: [{ number, sha256 }] } });
        return signed.parts[0];
      }, body);
      sent += body.length;
      out.say(`uploaded ${((sent / bytes) * 100).toFixed(0)} %`);
    });
    await client.call('completeUpload', { params });
    return uploadId;
  } catch (error) {
    limit.clearQueue();
    // Nobody will go on with it. Where that is not possible either, it is removed after a day.
    await client.call('abortUpload', { params }).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

async function readPart(file: FileHandle, start: number, bytes: number): Promise<Buffer> {
  const body = Buffer.allocUnsafe(bytes);
  const { bytesRead } = await file.read(body, 0, bytes, start);
  if (bytesRead === bytes) return body;
  throw new FanoutError('SOURCE_CHANGED', 'The file became shorter while it was uploaded.');
}

/** Tries again what S3 did not take; an address may have expired meanwhile, so each try has its own. */
async function putPart(
  sign: () => Promise<{ readonly url: string; readonly headers: Readonly<Record<string, string>> } | undefined>,
  body: Buffer,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const part = await sign();
    const why = part ? await put(part, body) : 'no address came for it';
    if (why === null) return;
    if (tries === TRIES) throw new FanoutError('STORAGE_FAILED', `A part of the file could not be uploaded: ${why}.`);
    await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1));
  }
}

/** @returns why it was not taken; `null` when it was */
async function put(
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  body: Buffer,
): Promise<string | null> {
  try {
    const answer = await fetch(url, { method: 'PUT', headers, body });
    await answer.arrayBuffer();
    return answer.ok ? null : `S3 answered ${answer.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
