import {
  type AudioRendition,
  type Bandwidth,
  type ChunkReport,
  FanoutError,
  measuredBandwidth,
  type PublishInput,
  type SegmentReport,
  type VideoRendition,
} from '../core/index.ts';
import type { MetadataDeps } from './deps.ts';

/** A rendition and the reports of its chunks, from the first on. */
export interface Track<R> {
  readonly rendition: R;
  readonly reports: readonly ChunkReport[];
}

/** The reports of each rendition up to the first that is not there. */
export async function readTracks<R extends VideoRendition | AudioRendition>(
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

/** What playlists of every kind say about a track. */
export function described<R extends VideoRendition | AudioRendition>({ rendition, reports }: Track<R>, floor = 0) {
  return {
    ...rendition,
    codecs: reports[0]?.codecs ?? '',
    timescale: reports[0]?.timescale ?? 1,
    segments: segmentsIn(reports),
    bandwidth: bandwidth(reports, floor),
  };
}

export function segmentsIn(reports: readonly ChunkReport[]): SegmentReport[] {
  return reports.flatMap((report) => report.segments);
}

/** Measured; while only a part is there, at least what the encoder was allowed. */
function bandwidth(reports: readonly ChunkReport[], floor: number): Bandwidth {
  const measured = measuredBandwidth(segmentsIn(reports), reports[0]?.timescale ?? 1);
  return { peak: Math.max(measured.peak, floor), average: measured.average };
}
