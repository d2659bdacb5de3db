import { exitCodeFor, type JobStatus } from '../../services/core/index.ts';
import type { CorpusFile } from './index-file.ts';

/** What decoders that are not Fanout's say about an output, and what its chunks hold. */
export interface Comparison {
  /** Frames that ffmpeg by itself puts on the same grid. */
  readonly expectedFrames: number;
  /** Structural similarity of each frame with the source's, 0 to 1: the lowest and the mean. */
  readonly lowest: number;
  readonly mean: number;
  /** Frames that reached the encoders, chunk by chunk; `null` where there is one chunk only. */
  readonly cut: CutFrames | null;
}

/** By frame hash. */
export interface CutFrames {
  readonly frames: number;
  /** The same as when the source is read in a single chunk. */
  readonly asWhole: number;
  /** The same as in an independent decode. */
  readonly asIndependent: number;
}

/** Everything that was seen of one file. */
export interface Outcome {
  readonly file: CorpusFile;
  readonly status: JobStatus;
  readonly seconds: number;
  /** Against an independent decode; `null` when nothing came out. */
  readonly comparison: Comparison | null;
  readonly peakBytes: number;
  readonly connections: number;
  /** Files that a media tool had open and that are none of this run's. */
  readonly foreignFiles: readonly string[];
  /** What is wrong about it; `null` when nothing is. */
  readonly problem: string | null;
}

/** At most this much memory for one ffmpeg, in bytes. */
const MEMORY_LIMIT = 2e9;
/** Below this mean, pictures are not those of the source; tone mapping and noise may bring the mean down to 0.6. */
const LEAST_SIMILARITY = 0.55;

/** Refusals that name what the file is, or what it has too much of: a user knows what to do. */
const NAMED: readonly string[] = [
  'SOURCE_NOT_MEDIA',
  'SOURCE_CODEC_UNSUPPORTED',
  'SOURCE_ENCRYPTED',
  'SOURCE_OVER_LIMITS',
  'SOURCE_TOO_SMALL',
];
/** Similarity needs windows of 8 × 8 pixels. */
const LEAST_SIDE = 16;

export function judge(outcome: Omit<Outcome, 'problem'>): string | null {
  const { file, status, comparison, peakBytes, connections, foreignFiles } = outcome;
  if (foreignFiles.length > 0) return `open elsewhere: ${foreignFiles.join(', ')}`;
  if (connections > 0) return `${connections} connections to the outside`;
  if (peakBytes > MEMORY_LIMIT) return `${(peakBytes / 1e6).toFixed(0)} MB of memory`;
  if (status.state !== 'completed') {
    const { error } = status;
    if (!error || exitCodeFor(error.code) !== 2) return `failed: ${error?.code} ${error?.message}`;
    return file.expected === 'video' && !NAMED.includes(error.code) ? `refused: ${error.code} ${error.message}` : null;
  }
  if (file.expected === 'refusal') return 'came out although it must be refused';
  if (!comparison) return 'nothing to compare';
  const found = status.verification?.frames ?? 0;
  if (found !== comparison.expectedFrames)
    return `${found} frames, an independent decode has ${comparison.expectedFrames}`;
  const { cut } = comparison;
  // What a decoder makes up for damage depends on where it started; that there is damage must have been said.
  if (cut && cut.asWhole !== cut.frames && !isDamaged(status)) {
    return `${cut.frames - cut.asWhole} frames are others than in a single chunk`;
  }
  const { width = 0, height = 0 } = status.renditions.at(-1) ?? {};
  if (Math.min(width, height) >= LEAST_SIDE && comparison.mean < LEAST_SIMILARITY)
    return `similarity to the source ${comparison.mean.toFixed(2)}`;
  return null;
}

function isDamaged({ degraded }: JobStatus): boolean {
  return degraded.some(({ what, why }) => what === 'source' && why.includes('did not decode without errors'));
}

export function printRow({ file, status, seconds, comparison, peakBytes, connections, problem }: Outcome): void {
  const way = status.source?.access.way ?? '';
  const what = status.state === 'completed' ? 'ok' : (status.error?.code ?? status.state);
  const frames = comparison ? `${status.verification?.frames}/${comparison.expectedFrames}` : '-';
  const similar = comparison ? `${comparison.mean.toFixed(3)} ${comparison.lowest.toFixed(3)}` : '-';
  const cut = comparison?.cut;
  const offset = status.verification?.audioOffsetMs;
  const cells = [
    problem ? '✗' : '✓',
    `${file.group}/${file.name}`.slice(0, 56).padEnd(56),
    what.padEnd(24),
    way.padEnd(8),
    frames.padStart(13),
    (cut ? `${cut.asWhole}=${cut.asIndependent}` : '-').padStart(11),
    similar.padStart(12),
    `${offset ?? '-'} ms`.padStart(8),
    `${seconds.toFixed(1)} s`.padStart(8),
    `${(peakBytes / 1e6).toFixed(0)} MB`.padStart(8),
    `${connections}`.padStart(2),
    problem ?? '',
  ];
  process.stdout.write(`${cells.join(' ')}\n`);
}

/** @returns whether nothing is wrong */
export function printTotals(outcomes: readonly Outcome[], leftBehind: number): boolean {
  const groups = [...new Set(outcomes.map(({ file }) => file.group))];
  for (const group of groups) {
    const mine = outcomes.filter(({ file }) => file.group === group);
    const wrong = mine.filter(({ problem }) => problem !== null).length;
    const ok = mine.filter(({ status }) => status.state === 'completed');
    const ways = ['seek', 'index', 'one-pass'].map(
      (way) => `${ok.filter(({ status }) => status.source?.access.way === way).length} ${way}`,
    );
    process.stdout.write(
      `${group}: ${mine.length} files, ${ok.length} came out (${ways.join(', ')}), ` +
        `${mine.length - ok.length} refused, ${wrong} wrong\n`,
    );
  }
  process.stdout.write(`${seamLine(outcomes)}\n`);
  const refusals = outcomes.filter(({ status }) => status.state !== 'completed');
  for (const { file, status } of refusals) {
    process.stdout.write(`refused ${file.group}/${file.name}: ${status.error?.message}\n`);
  }
  const peak = Math.max(0, ...outcomes.map(({ peakBytes }) => peakBytes));
  const foreign = new Set(outcomes.flatMap(({ foreignFiles }) => foreignFiles));
  const connections = outcomes.reduce((sum, outcome) => sum + outcome.connections, 0);
  process.stdout.write(
    `memory at most ${(peak / 1e6).toFixed(0)} MB; ${connections} connections; ${foreign.size} foreign files open; ` +
      `${leftBehind} processes left behind\n`,
  );
  return leftBehind === 0 && outcomes.every(({ problem }) => problem === null);
}

/** Chunks against a single chunk, and against an independent decode, frame hash by frame hash. */
function seamLine(outcomes: readonly Outcome[]): string {
  const cuts = outcomes.flatMap(({ comparison }) => comparison?.cut ?? []);
  const whole = cuts.filter(({ frames, asWhole }) => asWhole === frames).length;
  const independent = cuts.filter(({ frames, asIndependent }) => asIndependent === frames).length;
  return (
    `frames by hash: of ${cuts.length} files that were cut, ${whole} are the same as in a single chunk, ` +
    `${independent} the same as in an independent decode`
  );
}
