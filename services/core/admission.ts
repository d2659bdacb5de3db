import type { VideoId } from './ids.ts';

/** A job that asks for a place among those of its tenant that run. */
export interface AdmissionRequest {
  readonly videoId: VideoId;
  /** 1 (first) to 5. */
  readonly priority: number;
  /** How many jobs of the tenant may run at once, at least 1. The latest request's counts. */
  readonly limit: number;
}

/** Which jobs of a tenant run, and which wait. Plain: it is handed on from run to run of the tenant's workflow. */
export interface Admissions {
  readonly limit: number;
  readonly running: readonly VideoId[];
  /** In the order in which they came. */
  readonly waiting: readonly { readonly videoId: VideoId; readonly priority: number }[];
}

export const NO_ADMISSIONS: Admissions = { limit: 1, running: [], waiting: [] };

/** Takes a request down. One that waits already keeps its place in the line; its priority may be another. */
export function request({ running, waiting }: Admissions, { videoId, priority, limit }: AdmissionRequest): Admissions {
  if (running.includes(videoId)) return { limit, running, waiting };
  const isKnown = waiting.some((job) => job.videoId === videoId);
  const known = waiting.map((job) => (job.videoId === videoId ? { videoId, priority } : job));
  return { limit, running, waiting: isKnown ? known : [...known, { videoId, priority }] };
}

/** Forgets jobs that run no more, or do not want to. */
export function release({ limit, running, waiting }: Admissions, gone: readonly VideoId[]): Admissions {
  return {
    limit,
    running: running.filter((videoId) => !gone.includes(videoId)),
    waiting: waiting.filter(({ videoId }) => !gone.includes(videoId)),
  };
}

/** Gives the free places to those that wait: the most urgent first, among equals whoever came first. */
export function admit({ limit, running, waiting }: Admissions): {
  readonly admissions: Admissions;
  readonly admitted: readonly VideoId[];
} {
  const free = Math.max(0, limit - running.length);
  // Sorting is stable: equals keep their order.
  const admitted = [...waiting]
    .sort((a, b) => a.priority - b.priority)
    .slice(0, free)
    .map(({ videoId }) => videoId);
  const still = waiting.filter(({ videoId }) => !admitted.includes(videoId));
  return { admissions: { limit, running: [...running, ...admitted], waiting: still }, admitted };
}
