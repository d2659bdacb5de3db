import {
  type AudioRendition,
  BUCKETS,
  type ChunkReport,
  dashKey,
  dashManifest,
  FanoutError,
  frameSeconds,
  hlsKeyframesKey,
  hlsMasterKey,
  hlsMediaKey,
  keyframeBandwidth,
  keyframePlaylist,
  masterPlaylist,
  measuredBandwidth,
  mediaPlaylist,
  type PublishInput,
  type PublishResult,
  type RenditionResult,
  type SegmentReport,
  segmentsOf,
  type VideoRendition,
} from '../core/index.ts';
import { NO_STORE } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';

const HLS_TYPE = 'application/vnd.apple.mpegurl';

const VIDEO_RANGES = { bt709: 'SDR', pq: 'PQ', hlg: 'HLG' } as const;

interface Track<R> {
  readonly rendition: R;
  readonly reports: readonly ChunkReport[];
}

/**
 * Writes the playlists for all chunks that are ready from the first on, sound and picture up to the same one. Playlists
 * are a pure function of the chunks' reports: written twice, they are the same.
 */
export function publish(deps: MetadataDeps, input: PublishInput): Promise<PublishResult> {
  return heartbeating(async () => {
    const video = await readTracks(deps, input, input.video);
    const audio = await readTracks(deps, input, input.audio);
    const publishedChunks = Math.min(input.readyChunks, ...[...video, ...audio].map((track) => track.reports.length));
    if (input.final && publishedChunks < input.readyChunks) {
      throw new FanoutError('STORAGE_FAILED', `Chunk ${publishedChunks} has no report, although it was finished.`);
    }
    if (publishedChunks === 0) return { publishedChunks, renditions: [] };
    const upTo = <R>(tracks: readonly Track<R>[]) =>
      tracks.map((track) => ({ ...track, reports: track.reports.slice(0, publishedChunks) }));
    await putPlaylists(deps, input, upTo(video), upTo(audio));
    return { publishedChunks, renditions: upTo(video).map((track) => renditionResult(track, input)) };
  });
}

/** The reports of each rendition up to the first that is not there. */
async function readTracks<R extends VideoRendition | AudioRendition>(
  deps: MetadataDeps,
  input: PublishInput,
  renditions: readonly R[],
): Promise<Track<R>[]> {
  return Promise.all(
    renditions.map(async (rendition) => {
      const found = await deps.reports.read(input.videoId, rendition.hash, input.readyChunks);
      const end = found.indexOf(null);
      const reports = found.slice(0, end < 0 ? found.length : end).filter((report) => report !== null);
      const other = reports.find((report) => report.initSha256 !== reports[0]?.initSha256);
      if (other) {
        throw new FanoutError(
          'VERIFICATION_FAILED',
          `Chunk ${other.chunk} of ${rendition.name} has another init segment.`,
        );
      }
      return { rendition, reports };
    }),
  );
}

async function putPlaylists(
  deps: MetadataDeps,
  input: PublishInput,
  video: readonly Track<VideoRendition>[],
  audio: readonly Track<AudioRendition>[],
): Promise<void> {
  const put = (key: string, text: string) =>
    deps.store.put(BUCKETS.encoded, key, text, {
      contentType: HLS_TYPE,
      cacheControl: NO_STORE,
    });
  const targetDuration = longestSegment(input);
  // The master last: whoever has it can load all that it names.
  await Promise.all(
    [...video, ...audio].map(({ rendition, reports }) =>
      put(
        hlsMediaKey(input.videoId, rendition.name),
        mediaPlaylist({
          hash: rendition.hash,
          timescale: reports[0]?.timescale ?? 1,
          targetDuration,
          segments: reports.flatMap((report) => report.segments),
          ended: input.final,
        }),
      ),
    ),
  );
  const variants = video.map(({ rendition, reports }) => ({
    name: rendition.name,
    width: rendition.width,
    height: rendition.height,
    rate: input.grid.rate,
    codecs: reports[0]?.codecs ?? '',
    bandwidth: bandwidth(reports, input.final ? 0 : rendition.maxrate),
    videoRange: VIDEO_RANGES[rendition.colour],
    keyframes: input.final ? keyframeBandwidth(segmentsIn(reports), input.grid.rate.num) : null,
  }));
  const sounds = audio.map(({ rendition, reports }) => ({
    name: rendition.name,
    language: rendition.language,
    channels: rendition.channels,
    codecs: reports[0]?.codecs ?? '',
    bandwidth: bandwidth(reports, input.final ? 0 : rendition.bitrate),
  }));
  if (input.final) await putComplete(deps, input, video, audio);
  await put(hlsMasterKey(input.videoId), masterPlaylist(variants, sounds, input.text));
}

/** What makes sense only of the whole: the keyframe playlists and the DASH manifest. */
async function putComplete(
  deps: MetadataDeps,
  input: PublishInput,
  video: readonly Track<VideoRendition>[],
  audio: readonly Track<AudioRendition>[],
): Promise<void> {
  const { videoId, grid } = input;
  const targetDuration = longestSegment(input);
  await Promise.all(
    video.map(({ rendition, reports }) =>
      deps.store.put(
        BUCKETS.encoded,
        hlsKeyframesKey(videoId, rendition.name),
        keyframePlaylist({
          hash: rendition.hash,
          timescale: grid.rate.num,
          targetDuration,
          segments: segmentsIn(reports),
        }),
        { contentType: HLS_TYPE, cacheControl: NO_STORE },
      ),
    ),
  );
  if (!input.outputs.includes('dash')) return;
  const track = <R extends VideoRendition | AudioRendition>({ rendition, reports }: Track<R>) => ({
    ...rendition,
    codecs: reports[0]?.codecs ?? '',
    bandwidth: bandwidth(reports, 0),
    timescale: reports[0]?.timescale ?? 1,
    segments: segmentsIn(reports),
  });
  const manifest = dashManifest(
    video.map((v) => ({ ...track(v), rate: grid.rate })),
    audio.map(track),
    input.text.map((text) => ({ ...text, uri: `../hls/${text.name}.vtt` })),
  );
  await deps.store.put(BUCKETS.encoded, dashKey(videoId), manifest, {
    contentType: 'application/dash+xml',
    cacheControl: NO_STORE,
  });
}

function segmentsIn(reports: readonly ChunkReport[]): SegmentReport[] {
  return reports.flatMap((report) => report.segments);
}

/** Measured; while only a part is there, at least what the encoder was allowed. */
function bandwidth(reports: readonly ChunkReport[], floor: number) {
  const measured = measuredBandwidth(
    reports.flatMap((report) => report.segments),
    reports[0]?.timescale ?? 1,
  );
  return { peak: Math.max(measured.peak, floor), average: measured.average };
}

/** Whole seconds, rounded as RFC 8216 4.3.3.1 compares them; room for the source's last second. */
function longestSegment({ grid }: PublishInput): number {
  const segments = segmentsOf(grid);
  return Math.max(
    1,
    ...segments.map((segment, i) => {
      const open = i === segments.length - 1 ? 1 : 0;
      return Math.ceil(frameSeconds(grid, segment.end - segment.start)) + open;
    }),
  );
}

function renditionResult({ rendition, reports }: Track<VideoRendition>, { grid }: PublishInput): RenditionResult {
  const segments = reports.flatMap((report) => report.segments);
  const frames = reports.reduce((sum, report) => sum + (report.frames.end - report.frames.start), 0);
  return {
    name: rendition.name,
    codec: rendition.codec,
    width: rendition.width,
    height: rendition.height,
    frames,
    durationSeconds: frameSeconds(grid, frames),
    bytes: (reports[0]?.initBytes ?? 0) + segments.reduce((sum, segment) => sum + segment.bytes, 0),
    bandwidth: measuredBandwidth(segments, grid.rate.num).peak,
    encoder: reports[0]?.encoder ?? '',
  };
}
