import type { FastifyReply, FastifyRequest } from 'fastify';
import { BUCKETS, FanoutError, outputKey, PLAYABLE, type VideoId } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';

const IS_PLAYABLE = new RegExp(`^(?:${PLAYABLE})$`);

/** Hands out a file of a video, or the range of it that is asked for: players of any page may read it. */
export async function serveMedia(
  store: Store,
  { headers, method }: Pick<FastifyRequest, 'headers' | 'method'>,
  reply: FastifyReply,
  { id, path }: { readonly id: VideoId; readonly path: string },
): Promise<FastifyReply> {
  reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
  const key = IS_PLAYABLE.test(path) ? outputKey(id, path) : null;
  const found = key && (await store.stream(BUCKETS.encoded, key, headers.range).catch(tellSize(store, key, reply)));
  if (!found) throw new FanoutError('ROUTE_NOT_FOUND', 'There is no such file, or not yet.');
  reply
    .code(found.contentRange ? 206 : 200)
    .header('content-type', found.contentType ?? 'application/octet-stream')
    .header('content-length', found.bytes)
    .header('accept-ranges', 'bytes')
    .header('cache-control', found.cacheControl ?? 'no-store');
  if (found.contentRange) reply.header('content-range', found.contentRange);
  if (method !== 'HEAD') return reply.send(found.body);
  found.body.destroy();
  return reply.send();
}

/** Whoever asks for what is behind the end of a file is told where that is. */
function tellSize(store: Store, key: string, reply: FastifyReply) {
  return async (error: unknown): Promise<never> => {
    if (error instanceof FanoutError && error.code === 'RANGE_OUTSIDE') {
      const file = await store.head(BUCKETS.encoded, key);
      if (file) reply.header('content-range', `bytes */${file.bytes}`);
    }
    throw error;
  };
}
