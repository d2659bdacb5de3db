import type { FastifyReply, FastifyRequest } from 'fastify';
import { FanoutError } from '../../core/index.ts';
import { authenticate, viewOf } from '../access.ts';
import { EventStream, type StreamLimits } from '../live/index.ts';
import type { GatewayParts } from '../parts.ts';
import type { Following } from './handler.ts';
import { principalOf } from './identify.ts';

/** For one reading of what is followed. */
const READ_MS = 10_000;

/** Answers with events until they end, the reader goes, or its key ends. */
export async function serveEvents(
  { settings, authenticator, hub, within }: GatewayParts,
  streams: StreamLimits,
  { key, source }: Following,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { authorization, 'last-event-id': lastEventId } = request.headers;
  const principal = principalOf(request);
  const release = streams.take(principal.tenant);
  const feed = await hub.follow(key, { ...source, read: () => within(READ_MS, () => source.read()) }).catch((error) => {
    release();
    throw error;
  });
  const stream = new EventStream(viewOf(principal), async () => {
    try {
      await authenticate(settings, authenticator, authorization);
      return true;
    } catch (error) {
      // Where keys cannot be looked up, nobody is sent away.
      return !(error instanceof FanoutError && error.code === 'KEY_INVALID');
    }
  });
  const leave = feed.add(stream, typeof lastEventId === 'string' ? lastEventId : undefined);
  stream.once('close', () => {
    leave();
    release();
  });
  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(stream);
}
