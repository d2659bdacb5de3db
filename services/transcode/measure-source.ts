import type { MeasuredSource, MeasureInput } from '../core/index.ts';
import { measure } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';

const SCRATCH_BYTES = 1_000_000;

/** Finds where the picture of a source starts and how long it is by decoding it once, when its headers cannot be planned by. */
export function measureSource(deps: TranscodeDeps, input: MeasureInput): Promise<MeasuredSource> {
  return heartbeating((report, signal) =>
    deps.scratch.use(SCRATCH_BYTES, (cwd) =>
      deps.proxy.use(openSource(deps, input.source), (proxied) =>
        measure(input, proxied.url, {
          ffmpeg: deps.tools.ffmpeg,
          cwd,
          signal,
          stuckMs: deps.stuckMs,
          alive: () => proxied.progress,
          onFrames: (measured) => report({ measured }),
        }),
      ),
    ),
  );
}
