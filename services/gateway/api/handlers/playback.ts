import type { Principal } from '../../../control/index.ts';
import {
  BUCKETS,
  FanoutError,
  hlsMediaKey,
  type JobStatus,
  POSTER,
  renditionPrefix,
  STORYBOARD,
  segmentsIn,
  type VideoId,
  videoId,
} from '../../../core/index.ts';
import type { Store } from '../../../store/index.ts';
import type { GatewayParts } from '../../parts.ts';
import type { CallHandlers } from '../handler.ts';

type Mine = Pick<CallHandlers, 'playback' | 'segments'>;

/** What plays a video, and what it is made of. */
export function playbackHandlers({ settings, store, looks, owners, links }: GatewayParts): Mine {
  const playable = async (principal: Principal, id: VideoId): Promise<JobStatus & { hls: string }> => {
    await owners.require(principal, id);
    const { status } = await looks.at(id);
    const { hls } = status;
    if (hls === null)
      throw new FanoutError('VIDEO_NOT_READY', `Nothing of "${id}" can be played: its job is ${status.state}.`);
    return { ...status, hls };
  };
  return {
    playback: async ({ params, body, principal, origin }) => {
      const id = videoId(params.id);
      const { hls, dash, files } = await playable(principal, id);
      const expiresAt = new Date(Date.now() + body.seconds * 1000);
      const token = await links.sign(id, expiresAt);
      const base = settings.playbackBase ? `${settings.playbackBase}/${id}/` : `${origin}/play/${id}/${token}/`;
      const ifMade = (path: string) => (files.includes(path) ? `${base}${path}` : null);
      return {
        status: 200,
        body: {
          base,
          hls: `${base}${hls}`,
          dash: dash && `${base}${dash}`,
          poster: ifMade(POSTER),
          storyboard: ifMade(STORYBOARD),
          watch: `${origin}/watch/${id}/${token}`,
          expiresAt: settings.playbackBase ? null : expiresAt.toISOString(),
        },
      };
    },
    segments: async ({ params, query, principal }) => {
      const id = videoId(params.id);
      const { renditions, audio } = await playable(principal, id);
      const { rendition } = query;
      const isKnown = [...renditions, ...audio].some(({ name }) => name === rendition);
      const playlist = isKnown ? await store.get(BUCKETS.encoded, hlsMediaKey(id, rendition)) : null;
      if (!playlist)
        throw new FanoutError('RENDITION_UNKNOWN', `The video has no rendition ${JSON.stringify(rendition)}.`);
      return { status: 200, body: { rendition, segments: await sized(store, id, playlist.toString()) } };
    },
  };
}

async function sized(store: Store, id: VideoId, playlist: string) {
  const listed = segmentsIn(playlist);
  const bytes = new Map<string, number>();
  for (const hash of new Set(listed.map((segment) => segment.hash))) {
    const prefix = `${renditionPrefix(id, hash)}/seg-`;
    for await (const object of store.list(BUCKETS.encoded, prefix)) bytes.set(object.key, object.bytes);
  }
  let startSeconds = 0;
  return listed.map(({ hash, file, seconds }) => {
    const segment = { startSeconds, seconds, bytes: bytes.get(`${renditionPrefix(id, hash)}/${file}`) ?? 0 };
    startSeconds += seconds;
    return segment;
  });
}
