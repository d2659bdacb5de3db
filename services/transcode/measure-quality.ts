import {
  EXTRA,
  FanoutError,
  type FrameRange,
  type MeasuredLane,
  type MeasureQualityInput,
  measuredQuality,
  segmentsOf,
} from '../core/index.ts';
import { finishedSsimArgs } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { finishedSource } from './finished.ts';
import { markSource } from './mark-source.ts';
import { encodingMemory } from './memory.ts';
import { QualityRuns } from './quality-runs.ts';
import { countLane } from './work-metrics.ts';

const SCRATCH_BYTES = 1_000_000;
/** Nobody waits for it. */
const NICE = 10;

/** Compares a finished lane with its source at some places. Only the segments that hold them are read. */
export function measureQuality(deps: TranscodeDeps, input: MeasureQualityInput): Promise<MeasuredLane> {
  return heartbeating(
    (_report, signal) =>
      deps.scratch.use(SCRATCH_BYTES, async (dir) => {
        const memoryBytes = encodingMemory(input.renditions);
        const runs = new QualityRuns(deps, dir, signal, { nice: NICE, memoryBytes, fileBytes: SCRATCH_BYTES });
        const found: Record<string, number[]> = {};
        let sourceBytesRead = 0;
        for (const place of input.places) {
          sourceBytesRead += await compare(deps, input, place, runs);
          for (const rendition of input.renditions) {
            found[rendition.name] = [...(found[rendition.name] ?? []), ...(await runs.ssim(rendition))];
          }
        }
        const quality = Object.fromEntries(
          input.renditions.map(({ name }) => {
            const measured = measuredQuality(found[name] ?? []);
            if (!measured) throw new FanoutError('ENCODE_FAILED', `No frame of ${name} could be compared.`);
            return [name, measured];
          }),
        );
        countLane(input.renditions, runs.cpuSeconds);
        return { quality, cpuSeconds: runs.cpuSeconds, sourceBytesRead };
      }),
    EXTRA,
  );
}

/** @returns bytes read of the source */
async function compare(
  deps: TranscodeDeps,
  input: MeasureQualityInput,
  frames: FrameRange,
  runs: QualityRuns,
): Promise<number> {
  const { track, grid, renditions } = input;
  const segments = segmentsOf(grid).flatMap((segment, number) =>
    segment.start < frames.end && segment.end > frames.start ? [{ ...segment, number }] : [],
  );
  const numbers = segments.map(({ number }) => number);
  const finished = await Promise.all(renditions.map((rendition) => finishedSource(deps, input, rendition, numbers)));
  const mark = markSource(deps.store, input);
  const sources = [openSource(deps, input.source), ...finished, ...(mark ? [mark] : [])];
  return deps.proxy.useAll(sources, async ([source, ...proxied]) => {
    const urls = proxied.map(({ url }) => url);
    const job = { track, grid, renditions, chunk: { frames }, openEnd: false };
    await runs.ffmpeg(
      finishedSsimArgs(
        job,
        {
          source: source?.url ?? '',
          mark: urls[finished.length] ?? null,
          finished: urls.slice(0, finished.length),
        },
        frames.start - (segments[0]?.start ?? 0),
      ),
      source,
    );
    return source?.bytesRead ?? 0;
  });
}
