import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MAX_WEBHOOK_BYTES } from '../core/index.ts';
import { verifyWebhook, webhookKeys } from '../web/index.ts';

/** A message that came, as it is printed. */
export interface HeardWebhook {
  readonly signature: 'ok' | 'bad signature';
  readonly id: string | null;
  /** The JSON of its body; `null` when it is none. */
  readonly event: unknown;
}

export interface WebhookListener {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A receiver for development, on loopback: 204 for what is signed with one of the secrets, 401 for all else.
 * @param port 0 for a free one
 * @throws FanoutError WEBHOOK_UNSIGNED for secrets that are none
 */
export async function listenForWebhooks(
  secrets: string,
  port: number,
  onMessage: (heard: HeardWebhook) => void,
): Promise<WebhookListener> {
  const keys = webhookKeys(secrets);
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    if (request.method !== 'POST' || body === null) {
      response.writeHead(body === null ? 413 : 405).end();
      return;
    }
    const isGood = verifyWebhook(keys, request.headers, body, Date.now());
    const id = request.headers['webhook-id'];
    onMessage({
      signature: isGood ? 'ok' : 'bad signature',
      id: typeof id === 'string' ? id : null,
      event: parse(body),
    });
    response.writeHead(isGood ? 204 : 401).end();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** `null` when it is larger than any event. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > MAX_WEBHOOK_BYTES) return null;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString();
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
