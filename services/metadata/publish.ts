import {
  FanoutError,
  frameSeconds,
  measuredBandwidth,
  type PublishedRendition,
  type PublishInput,
  type PublishResult,
  rationalText,
  VIDEO_RANGES,
  type VideoRendition,
} from '../core/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { MetadataDeps } from './deps.ts';
import { putPlaylists } from './put-playlists.ts';
import { readTracks, segmentsIn, type Track } from './track.ts';

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
      throw new FanoutError('OBJECT_MISSING', `Chunk ${publishedChunks} has no report, although it was finished.`);
    }
    if (publishedChunks === 0) return { publishedChunks, renditions: [] };
    const upTo = <R>(tracks: readonly Track<R>[]) =>
      tracks.map((track) => ({ ...track, reports: track.reports.slice(0, publishedChunks) }));
    await putPlaylists(deps, input, upTo(video), upTo(audio));
    return { publishedChunks, renditions: upTo(video).map((track) => renditionResult(track, input)) };
  });
}

function renditionResult({ rendition, reports }: Track<VideoRendition>, { grid }: PublishInput): PublishedRendition {
  const segments = segmentsIn(reports);
  const frames = reports.reduce((sum, report) => sum + (report.frames.end - report.frames.start), 0);
  const { peak, average } = measuredBandwidth(segments, grid.rate.num);
  return {
    name: rendition.name,
    codec: rendition.codec,
    width: rendition.width,
    height: rendition.height,
    frames,
    durationSeconds: frameSeconds(grid, frames),
    bytes: (reports[0]?.initBytes ?? 0) + segments.reduce((sum, segment) => sum + segment.bytes, 0),
    rate: rationalText(grid.rate),
    codecs: reports[0]?.codecs ?? '',
    videoRange: VIDEO_RANGES[rendition.colour],
    bandwidth: peak,
    averageBandwidth: average,
    encoder: reports[0]?.encoder ?? '',
    crf: rendition.crf,
  };
}
