import {
  type ExtractedMetadata,
  type MetadataActivities,
  type SourceTrack,
  type TextTrack,
  toNumber,
  type VideoJob,
  type VideoPlan,
} from '../core/index.ts';
import { activities } from './activities.ts';
import { CAPTIONS_OPTIONS, EXTRA_OPTIONS } from './activity-options.ts';
import { enhance } from './enhance.ts';
import type { JobRecord } from './job-record.ts';
import type { Publisher } from './publisher.ts';
import type { ReadingSteps } from './steps.ts';

const patient = activities<MetadataActivities>(CAPTIONS_OPTIONS);
const extra = activities<MetadataActivities>(EXTRA_OPTIONS);

/**
 * Publishes text tracks: those of the source, then somebody's files in the order in which they were named.
 * @returns the parts of it that are not done, to be run side by side; one that fails is left out, and reported
 */
export function captionParts(
  { spec, videoId }: VideoJob,
  { grid, track }: VideoPlan,
  reading: ReadingSteps,
  { source, facts }: ExtractedMetadata,
  record: JobRecord,
  publisher: Publisher,
): (() => Promise<void>)[] {
  const text = spec.captions ? facts.text : [];
  const part = (place: number, make: () => Promise<readonly TextTrack[]>) => async () => {
    let made: readonly TextTrack[] = [];
    await enhance(record, 'captions', async () => {
      made = await make();
      return made.map(({ name }) => `hls/${name}.vtt`);
    });
    const all = [...(reading.text ?? [])];
    all[place] = made;
    reading.text = Array.from(all, (tracks) => tracks ?? null);
    publisher.text = textOf(reading);
  };
  const clipStart = spec.clip.start;
  const aheadSeconds = sourceAhead(facts, track, clipStart);
  const own = part(0, () => patient.extractCaptions({ videoId, source, text, grid, aheadSeconds }));
  const files = spec.captionFiles.map((file, i) =>
    part(i + 1, async () => {
      const index = text.length + i;
      return [await extra.publishCaptionFile({ videoId, file, index, grid, aheadSeconds: clipStart })];
    }),
  );
  publisher.text = textOf(reading);
  const parts = text.length > 0 ? [own, ...files] : [null, ...files];
  return parts.flatMap((each, place) => (each && !reading.text?.[place] ? [each] : []));
}

/** All text tracks that there are by now. */
export function textOf({ text = [] }: ReadingSteps): TextTrack[] {
  return text.flatMap((tracks) => tracks ?? []);
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
