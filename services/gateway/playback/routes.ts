import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FanoutError, isVideoId, type VideoId } from '../../core/index.ts';
import type { GatewayParts } from '../parts.ts';
import { serveMedia } from './serve-media.ts';
import { watchPage } from './watch-page.ts';

interface Signed {
  readonly id: string;
  readonly token: string;
}

const HTML = 'text/html; charset=utf-8';
const GET = ['GET', 'HEAD'];

/** Streams, and the page to watch them on: by signed addresses; by the bare id where no keys are needed. */
export function playbackRoutes(app: FastifyInstance, { media, links, settings }: GatewayParts): void {
  const signed = async ({ params }: FastifyRequest<{ Params: Signed }>): Promise<VideoId> => {
    const id = knownId(params.id);
    if (await links.allows(id, params.token)) return id;
    throw new FanoutError('PLAYBACK_LINK_INVALID', 'This address of a video is not good, or not any more.');
  };
  app.route<{ Params: Signed & { '*': string } }>({
    method: GET,
    url: '/play/:id/:token/*',
    handler: async (request, reply) =>
      serveMedia(media, request, reply, { id: await signed(request), path: request.params['*'] }),
  });
  app.get<{ Params: Signed }>('/watch/:id/:token', async (request, reply) => {
    const id = await signed(request);
    reply.header('content-type', HTML).header('cache-control', 'no-store');
    return watchPage(id, `/play/${id}/${request.params.token}`);
  });
  if (settings.needsKeys) return;
  app.route<{ Params: { id: string; '*': string } }>({
    method: GET,
    url: '/media/:id/*',
    handler: async (request, reply) =>
      serveMedia(media, request, reply, { id: knownId(request.params.id), path: request.params['*'] }),
  });
  app.get<{ Params: { id: string } }>('/watch/:id', async (request, reply) => {
    const id = knownId(request.params.id);
    reply.header('content-type', HTML);
    return watchPage(id, `/media/${id}`);
  });
}

function knownId(text: string): VideoId {
  if (isVideoId(text)) return text;
  throw new FanoutError('VIDEO_NOT_FOUND', 'There is no video of that name.');
}
