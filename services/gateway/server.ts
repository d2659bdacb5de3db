import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import fastify, { type FastifyInstance } from 'fastify';
import { asFanoutError, BUCKETS, isVideoId, PLAYABLE, type VideoId } from '../core/index.ts';
import type { Store } from '../store/index.ts';
import { WATCH_SCRIPT, watchPage } from './watch-page.ts';

const HLS_JS = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');
const IS_PLAYABLE = new RegExp(`^(?:${PLAYABLE})$`);

/** Serves finished and growing streams, and a page to watch them on. */
export function createGateway(store: Store): FastifyInstance {
  const app = fastify({ logger: false });

  app.get('/healthz', async (_request, reply) => {
    const trouble = await store.requireBucket(BUCKETS.encoded).then(
      () => null,
      (error: unknown) => asFanoutError(error).message,
    );
    reply.code(trouble === null ? 200 : 503).header('cache-control', 'no-store');
    return trouble === null ? { status: 'ok' } : { status: 'unhealthy', reason: trouble };
  });

  app.get('/assets/hls.js', async (_request, reply) => {
    reply.header('content-type', 'text/javascript; charset=utf-8').header('cache-control', 'max-age=86400');
    return readFile(HLS_JS);
  });

  app.get<{ Params: { id: string } }>('/watch/:id', async (request, reply) => {
    const id = knownId(request.params.id);
    if (!id) return reply.code(404).send({ error: 'VIDEO_NOT_FOUND' });
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('x-content-type-options', 'nosniff')
      .header(
        'content-security-policy',
        "default-src 'self'; style-src 'unsafe-inline'; script-src 'self'; media-src 'self' blob:; worker-src blob:",
      );
    return watchPage(id);
  });

  app.get('/assets/watch.js', async (_request, reply) => {
    reply.header('content-type', 'text/javascript; charset=utf-8').header('cache-control', 'no-store');
    return WATCH_SCRIPT;
  });

  app.get<{ Params: { id: string; '*': string } }>('/media/:id/*', async (request, reply) => {
    const id = knownId(request.params.id);
    const path = request.params['*'];
    if (!id || !IS_PLAYABLE.test(path)) return reply.code(404).send({ error: 'NOT_FOUND' });
    const found = await store.stream(BUCKETS.encoded, `${id}/${path}`, request.headers.range);
    if (!found) return reply.code(404).send({ error: 'NOT_FOUND' });
    reply
      .code(found.contentRange ? 206 : 200)
      .header('content-type', found.contentType ?? 'application/octet-stream')
      .header('content-length', found.bytes)
      .header('accept-ranges', 'bytes')
      .header('access-control-allow-origin', '*')
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', found.cacheControl ?? 'no-store');
    if (found.contentRange) reply.header('content-range', found.contentRange);
    return reply.send(found.body);
  });

  return app;
}

function knownId(text: string): VideoId | null {
  return isVideoId(text) ? text : null;
}
