import { Random } from './random.ts';

/** How a job is to end. */
export type Expected = 'completed' | 'failed' | 'cancelled';

/** One job that is submitted while things go wrong. */
export interface PlannedJob {
  readonly name: string;
  /** Name of the clip that it is made of. */
  readonly clip: string;
  /** Sets its bytes apart from those of all other jobs, but for those of the same mark. */
  readonly mark: string;
  readonly atMs: number;
  readonly tenant: string;
  readonly priority: number;
  readonly expected: Expected;
}

export interface JobMixInput {
  readonly seed: number;
  readonly jobs: number;
  /** Until when the last is submitted, in milliseconds from the start of the schedule. */
  readonly untilMs: number;
  /** Clips of our own, and of a corpus where there is one. */
  readonly clips: readonly string[];
  readonly corpus: readonly string[];
}

/** The clip that takes so long that there is time to cancel it, and the file that is no video. */
export const LONG_CLIP = 'long';
export const BAD_CLIP = 'bad';
/** One that is bad, one to cancel, two of the same bytes, and one more. */
export const FEWEST_JOBS = 5;

const TENANTS = ['acme', 'bravo', 'charlie'] as const;
const CORPUS_EVERY = 5;
/** This part of the jobs is there from the start, so that there is work for the first faults to hit. */
const AT_ONCE = 0.25;
/** Sets this stream of numbers apart from the schedule's. */
const SALT = 0x6a6f6273;

/** The jobs of a run, in order of time: the same for the same input. @throws RangeError for fewer than {@link FEWEST_JOBS} */
export function planJobs({ seed, jobs, untilMs, clips, corpus }: JobMixInput): PlannedJob[] {
  if (jobs < FEWEST_JOBS) throw new RangeError(`${FEWEST_JOBS} jobs are the fewest`);
  const random = new Random(seed ^ SALT);
  const twin = random.pick(clips);
  const plain = Array.from({ length: jobs - 4 }, (_, i) =>
    corpus.length > 0 && i % CORPUS_EVERY === CORPUS_EVERY - 1 ? random.pick(corpus) : random.pick(clips),
  );
  const wanted = random.shuffled([
    ...plain.map((clip, i) => ({ clip, mark: `own-${i}`, expected: 'completed' as const })),
    { clip: twin, mark: 'twin', expected: 'completed' as const },
    { clip: twin, mark: 'twin', expected: 'completed' as const },
    { clip: BAD_CLIP, mark: 'bad', expected: 'failed' as const },
    { clip: LONG_CLIP, mark: 'cancelled', expected: 'cancelled' as const },
  ]);
  const atOnce = Math.ceil(wanted.length * AT_ONCE);
  const step = untilMs / (wanted.length - atOnce);
  return wanted.map((job, i) => ({
    ...job,
    name: `job-${String(i + 1).padStart(2, '0')}`,
    atMs: Math.round(Math.max(0, i - atOnce + random.next()) * step),
    // Twins belong to the same tenant: others would not share their chunks.
    tenant: job.mark === 'twin' ? TENANTS[0] : random.pick(TENANTS),
    priority: random.between(1, 5),
  }));
}
