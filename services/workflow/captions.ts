import { proxyActivities } from '@temporalio/workflow';
import {
  type ExtractedMetadata,
  type MetadataActivities,
  type SourceTrack,
  type TextTrack,
  toNumber,
  type VideoJob,
  type VideoPlan,
} from '../core/index.ts';
import { CAPTIONS_OPTIONS, EXTRA_OPTIONS } from './activity-options.ts';
import { enhance } from './enhance.ts';
import type { JobRecord } from './job-record.ts';
import type { Publisher } from './publisher.ts';

const reading = proxyActivities<MetadataActivities>(CAPTIONS_OPTIONS);
const extra = proxyActivities<MetadataActivities>(EXTRA_OPTIONS);

/**
 * Publishes text tracks: those of the source, then somebody's files in the order in which they were named.
 * @returns the parts of it, to be run side by side; one that fails is left out, and reported
 */
export function captionParts(
  { spec, videoId }: VideoJob,
  { grid, track }: VideoPlan,
  { source, facts }: ExtractedMetadata,
  record: JobRecord,
  publisher: Publisher,
): (() => Promise<void>)[] {
  const text = spec.captions ? facts.text : [];
  const made: (readonly TextTrack[])[] = [];
  const part = (place: number, make: () => Promise<readonly TextTrack[]>) => () =>
    enhance(record, 'captions', async () => {
      const tracks = await make();
      made[place] = tracks;
      publisher.text = made.flat();
      return tracks.map(({ name }) => `hls/${name}.vtt`);
    });
  const aheadSeconds = sourceAhead(facts, track, record.clipStart);
  const own = part(0, () => reading.extractCaptions({ videoId, source, text, grid, aheadSeconds }));
  const files = spec.captionFiles.map((file, i) =>
    part(i + 1, async () => {
      const index = text.length + i;
      return [await extra.publishCaptionFile({ videoId, file, index, grid, aheadSeconds: record.clipStart })];
    }),
  );
  return text.length > 0 ? [own, ...files] : files;
}

/**
 * Text tracks are read from the file as it came, whose clock ffmpeg starts at the container's own start: so does the
 * corrected clock, on which frame 0 is the first picture that could be decoded, whatever the headers say.
 */
function sourceAhead(
  { video, startSeconds }: ExtractedMetadata['facts'],
  track: SourceTrack,
  clipStart: number,
): number {
  if (track.correctedClock) return track.startTicks * toNumber(track.timeBase);
  return video.startTicks * toNumber(video.timeBase) - startSeconds + clipStart;
}
