import type { MeasureInput } from '../core/index.ts';
import { measureFrames } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';

const SCRATCH_BYTES = 1_000_000;

/** Counts the frames of a source whose headers cannot be planned by, by decoding it once. */
export function measureSource(deps: TranscodeDeps, input: MeasureInput): Promise<number> {
  return heartbeating((report, signal) =>
    deps.scratch.use(SCRATCH_BYTES, (cwd) =>
      deps.proxy.use(openSource(deps, input.source), ({ url }) =>
        measureFrames(input, url, {
          ffmpeg: deps.tools.ffmpeg,
          cwd,
          signal,
          stuckMs: deps.stuckMs,
          onFrames: (measured) => report({ measured }),
        }),
      ),
    ),
  );
}
