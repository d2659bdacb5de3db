import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type AnswerOf, type EventOf, FanoutClient } from '../../services/client/index.ts';
import { KeyStore } from '../../services/control/index.ts';
import type { Scope } from '../../services/core/index.ts';
import { freePort } from '../../tools/stack/index.ts';
import type { TestStack } from './stack.ts';

type JobEvent = EventOf<'jobEvents'>;

/** A gateway of a stack that asks for keys, and whoever has one. */
export class TestApi {
  readonly url: string;
  readonly #keys: KeyStore;

  private constructor(url: string, keys: KeyStore) {
    this.url = url;
    this.#keys = keys;
  }

  static async start(stack: TestStack, env: Readonly<Record<string, string>> = {}): Promise<TestApi> {
    const port = await freePort();
    await stack.worker('gateway', { FANOUT_GATEWAY_PORT: String(port), FANOUT_GATEWAY_AUTH: 'keys', ...env });
    return new TestApi(`http://127.0.0.1:${port}`, new KeyStore(stack.store));
  }

  async key(tenant: string, scope: Scope = 'admin', expiresAt?: string): Promise<string> {
    const { key } = await this.#keys.make({ name: 'test', tenant, scope, ...(expiresAt ? { expiresAt } : {}) });
    return key;
  }

  async client(tenant: string, scope?: Scope): Promise<FanoutClient> {
    return this.clientOf(await this.key(tenant, scope));
  }

  clientOf(key: string | undefined): FanoutClient {
    return new FanoutClient({ baseUrl: this.url, key });
  }

  /** A request as it is, without the client. */
  fetch(path: string, key: string | null, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...init.headers };
    return fetch(`${this.url}${path}`, { ...init, headers });
  }
}

/** Sends a file as a browser does: in parts, straight to S3. */
export async function uploadFile(
  client: FanoutClient,
  path: string,
  name = basename(path),
): Promise<AnswerOf<'getUpload'>> {
  const { size } = await stat(path);
  const upload = await client.call('beginUpload', { body: { name, bytes: size } });
  await sendParts(client, upload, path);
  return client.call('completeUpload', { params: { id: upload.uploadId } });
}

/** Sends those parts of an upload that have not arrived. @param most no more than these */
export async function sendParts(
  client: FanoutClient,
  { uploadId, partBytes, parts, sent, bytes }: AnswerOf<'getUpload'>,
  path: string,
  most = parts,
): Promise<void> {
  const file = await open(path);
  try {
    const missing = Array.from({ length: parts }, (_, i) => i + 1).filter((number) => !sent.includes(number));
    for (const number of missing.slice(0, most)) {
      const start = (number - 1) * partBytes;
      const body = Buffer.alloc(Math.min(partBytes, bytes - start));
      await file.read(body, 0, body.length, start);
      const sha256 = createHash('sha256').update(body).digest('base64');
      const signed = await client.call('signParts', {
        params: { id: uploadId },
        body: { parts: [{ number, sha256 }] },
      });
      const [part] = signed.parts;
      if (!part) throw new Error('No address came for the part.');
      const answer = await fetch(part.url, { method: 'PUT', body, headers: part.headers });
      if (!answer.ok) throw new Error(`S3 answered ${answer.status}: ${await answer.text()}`);
    }
  } finally {
    await file.close();
  }
}

/** Follows a job to its end. */
export async function eventsOf(client: FanoutClient, id: string): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of client.events('jobEvents', { params: { id } })) events.push(event);
  return events;
}
