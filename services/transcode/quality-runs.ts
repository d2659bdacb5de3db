import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VideoRendition } from '../core/index.ts';
import { type ProxiedSource, parseSsim, runMediaTool, ssimFile } from '../media/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { blameCard } from './encoders.ts';

const WALL_MS = 1800_000;

/** `nice`: 0 (normal) to 19; sizes in bytes. */
interface QualityRunOptions {
  /** Something is encoded by a graphics card. */
  readonly gpu?: boolean;
  readonly nice: number;
  readonly memoryBytes: number;
  readonly fileBytes: number;
}

/** Runs of ffmpeg that belong to one measurement, in one folder, with the CPU time of all. */
export class QualityRuns {
  readonly dir: string;
  readonly #deps: TranscodeDeps;
  readonly #signal: AbortSignal;
  readonly #options: QualityRunOptions;
  #cpuSeconds: number | null = 0;

  constructor(deps: TranscodeDeps, dir: string, signal: AbortSignal, options: QualityRunOptions) {
    this.dir = dir;
    this.#deps = deps;
    this.#signal = signal;
    this.#options = options;
  }

  /** `null` where the system does not tell. */
  get cpuSeconds(): number | null {
    return this.#cpuSeconds;
  }

  /** @param source what is read for long, perhaps, before anything comes out */
  async ffmpeg(args: readonly string[], source?: ProxiedSource): Promise<void> {
    const { nice, memoryBytes, fileBytes, gpu = false } = this.#options;
    const { cpuSeconds } = await runMediaTool({
      program: this.#deps.tools.ffmpeg,
      purpose: 'measure-quality',
      args,
      cwd: this.dir,
      signal: this.#signal,
      nice,
      gpu,
      limits: { wallMs: WALL_MS, stuckMs: this.#deps.stuckMs, memoryBytes, fileBytes },
      progress: { fd: 1, onProgress: () => undefined },
      ...(source ? { alive: () => source.progress } : {}),
    }).catch((error: unknown) => {
      throw gpu ? blameCard(this.#deps.encoders, error) : error;
    });
    this.#cpuSeconds = this.#cpuSeconds === null || cpuSeconds === null ? null : this.#cpuSeconds + cpuSeconds;
  }

  /** What the last comparison found of a rendition's frames. */
  async ssim(rendition: VideoRendition): Promise<number[]> {
    return parseSsim(await readFile(join(this.dir, ssimFile(rendition)), 'utf8'));
  }
}
