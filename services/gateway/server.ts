import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { statusOf } from '../api/index.ts';
import { asFanoutError, BUCKETS, FanoutError } from '../core/index.ts';
import { documentApi } from './api/openapi.ts';
import { serveApi } from './api/register.ts';
import { pageRoutes } from './pages/index.ts';
import type { GatewayParts } from './parts.ts';
import { playbackRoutes } from './playback/index.ts';
import { PROBLEM_TYPE, problemOf, requestError } from './problem.ts';
import { secure } from './security.ts';

/** More than any request needs: a spec and its metadata, a hundred times. */
const MOST_BODY_BYTES = 512 * 1024;
/** For a request to arrive. */
const REQUEST_MS = 30_000;
/** Seconds after which it is worth asking again what could not be answered. */
const AGAIN_SECONDS = 5;
const REQUEST_ID = /^[\w-]{1,64}$/;

/** The front door: the API, the console, and streams, finished and growing. */
export async function createGateway(parts: GatewayParts): Promise<FastifyInstance> {
  const { settings, logger } = parts;
  const fail = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const error = requestError(thrown);
    const status = statusOf(error.code);
    if (status >= 500) logger.error({ code: error.code, requestId: request.id, err: thrown }, error.message);
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    if (status === 503) reply.header('retry-after', AGAIN_SECONDS);
    reply.header('x-request-id', request.id);
    return reply
      .code(status)
      .header('content-type', PROBLEM_TYPE)
      .header('cache-control', 'no-store')
      .send(problemOf(error, request.id));
  };
  const app = fastify({
    logger: false,
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: REQUEST_MS,
    trustProxy: (_address: string, hop: number) => hop < settings.proxies,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    exposeHeadRoutes: false,
    frameworkErrors: fail,
  });
  app.setErrorHandler(fail);
  app.setNotFoundHandler((request, reply) =>
    fail(new FanoutError('ROUTE_NOT_FOUND', 'There is nothing here.'), request, reply),
  );
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  await secure(app, settings);
  await documentApi(app);
  app.get('/healthz', async (_request, reply) => {
    const trouble = await parts.store.requireBucket(BUCKETS.encoded).then(
      () => null,
      (error: unknown) => asFanoutError(error).message,
    );
    reply.code(trouble === null ? 200 : 503).header('cache-control', 'no-store');
    return trouble === null ? { status: 'ok' } : { status: 'unhealthy', reason: trouble };
  });
  await app.register(async (scope) => serveApi(scope, parts));
  playbackRoutes(app, parts);
  await pageRoutes(app, parts);
  return app;
}
