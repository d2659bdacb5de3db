import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  EXTRA,
  FanoutError,
  type FrameGrid,
  frameSeconds,
  measuredQuality,
  type QualitySample,
  type SampledQuality,
  type SampleQualityInput,
  type VideoRendition,
} from '../core/index.ts';
import { referenceArgs, sampleArgs, sampleFile, sampleSsimArgs } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { needsCard, requireEncoders } from './encoders.ts';
import { markSource } from './mark-source.ts';
import { encodingMemory } from './memory.ts';
import { QualityRuns } from './quality-runs.ts';
import { requireVersion } from './reports.ts';
import { countLane } from './work-metrics.ts';

/** Bytes of a pixel at most: 4:2:0 in 10 bits. */
const PIXEL_BYTES = 3;
/** For the samples themselves, and what containers add. */
const SPARE_BYTES = 50_000_000;

/** Encodes one place of the source at several rate factors, as the renditions of a lane would be, and compares. */
export function sampleQuality(deps: TranscodeDeps, input: SampleQualityInput): Promise<SampledQuality> {
  return heartbeating((_report, signal) => {
    requireVersion(input.encoderVersion, deps.tools.version);
    requireEncoders(deps.encoders, input.renditions);
    const room = roomFor(input);
    return deps.scratch.use(room, async (dir) => {
      const memoryBytes = encodingMemory(input.renditions);
      const runs = new QualityRuns(deps, dir, signal, {
        nice: 0,
        memoryBytes,
        fileBytes: room,
        gpu: needsCard(input.renditions),
      });
      const { track, grid, frames, renditions } = input;
      const job = { track, grid, renditions, chunk: { frames }, openEnd: false };
      const mark = markSource(deps.store, input);
      const sources = [openSource(deps, input.source), ...(mark ? [mark] : [])];
      const sourceBytesRead = await deps.proxy.useAll(sources, async ([source, image]) => {
        await runs.ffmpeg(referenceArgs(job, source?.url ?? '', image?.url ?? null), source);
        return source?.bytesRead ?? 0;
      });
      const samples: Record<string, QualitySample[]> = {};
      for (const tried of rounds(input)) {
        await runs.ffmpeg(sampleArgs(tried, grid));
        await runs.ffmpeg(sampleSsimArgs(tried, grid));
        for (const rendition of tried) {
          samples[rendition.name] = [...(samples[rendition.name] ?? []), await sampled(runs, rendition, grid)];
        }
      }
      countLane(renditions, runs.cpuSeconds);
      return { samples, cpuSeconds: runs.cpuSeconds, sourceBytesRead };
    });
  }, EXTRA);
}

/** One rate factor for each rendition at a time: no more encoders at once than a chunk has. */
function rounds({ renditions, crfs }: SampleQualityInput): VideoRendition[][] {
  const count = Math.max(...Object.values(crfs).map((tried) => tried.length));
  return Array.from({ length: count }, (_, i) =>
    renditions.flatMap((rendition) => {
      const crf = crfs[rendition.name]?.[i];
      return crf === undefined ? [] : [{ ...rendition, crf }];
    }),
  );
}

async function sampled(runs: QualityRuns, rendition: VideoRendition, grid: FrameGrid): Promise<QualitySample> {
  const quality = measuredQuality(await runs.ssim(rendition));
  if (!quality) throw new FanoutError('ENCODE_FAILED', `No frame of a sample of ${rendition.name} could be compared.`);
  const { size } = await stat(join(runs.dir, sampleFile(rendition)));
  const bitsPerSecond = Math.round((size * 8) / frameSeconds(grid, quality.frames));
  return { crf: rendition.crf, ssim: quality.mean, bitsPerSecond, frames: quality.frames };
}

function roomFor({ renditions, frames }: SampleQualityInput): number {
  const pixels = renditions.reduce((sum, { width, height }) => sum + width * height, 0);
  return pixels * (frames.end - frames.start) * PIXEL_BYTES + SPARE_BYTES;
}
