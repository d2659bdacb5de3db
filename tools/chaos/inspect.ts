import { join } from 'node:path';
import type { VideoPlan } from '../../services/core/index.ts';
import { readPlan } from '../../services/temporal/index.ts';
import { independentFrames } from '../corpus/frames.ts';
import { differences, readTracks, type Track } from './frames.ts';
import type { SubmittedJob } from './jobs.ts';
import { allObjects, objectsOf, readPlaylists } from './objects.ts';
import type { ChaosStack } from './stack.ts';

/** What came of one job. */
export interface JobFindings {
  readonly submitted: SubmittedJob;
  readonly plan: VideoPlan | null;
  /** Never ended, or not as it should have. */
  readonly lost: string | null;
  /** What is wrong with the picture, the sound or their segments. */
  readonly wrong: readonly string[];
  /** Objects that it should have left. */
  readonly named: ReadonlySet<string>;
  /** Of these, what is not there. */
  readonly missing: readonly string[];
  readonly tracks: readonly Track[];
}

/** The code that the file which is no video is refused with. */
const REFUSED = 'SOURCE_NOT_MEDIA';

/** A clip done in peace, and how many frames an independent decoder finds in it. */
export interface Reference {
  readonly found: JobFindings;
  readonly frames: number;
}

/** Takes a clip that was done in peace as what all others of it must be. @throws Error when it was not done right */
export async function takeReference(stack: ChaosStack, submitted: SubmittedJob): Promise<Reference> {
  const { clip, status } = submitted;
  if (!status?.source) throw new Error(`${clip.name} does not even work in peace: ${JSON.stringify(status?.error)}`);
  const { videoStream, rate } = status.source;
  const { hashes } = await independentFrames(clip.path, videoStream, rate);
  const found = await inspectJob(stack, submitted, null, await allObjects(stack.store));
  const problems = [
    found.lost ?? [],
    found.wrong,
    found.missing,
    await differences(found.tracks, found.tracks, hashes.length),
  ];
  if (problems.flat().length > 0) throw new Error(`${clip.name} is wrong even in peace: ${problems.flat().join('; ')}`);
  return { found, frames: hashes.length };
}

/** Looks at what a job left, by other means than its own. @param reference of its clip, where there is one */
export async function inspectJob(
  stack: ChaosStack,
  submitted: SubmittedJob,
  reference: Reference | null,
  objects: readonly string[],
): Promise<JobFindings> {
  const { job, planned, status } = submitted;
  const lost = lostBecause(submitted);
  const plan = await readPlan(stack.client, job.videoId).catch(() => null);
  if (status?.state !== 'completed' || !plan) {
    const isLost = status?.state === 'completed' ? 'is completed and has no plan' : lost;
    return { submitted, plan, lost: isLost, wrong: [], named: new Set(), missing: [], tracks: [] };
  }
  const published = await readPlaylists(stack.store, status, plan, job.spec.tenant);
  const present = new Set(objectsOf(objects, job.videoId));
  const missing = [...published.named].filter((key) => !present.has(key));
  const tracks = await readTracks(stack.store, published, join(stack.dir, 'found', planned.name));
  const { verification } = status;
  const unproven = (verification?.proofs ?? []).filter((proof) => proof.framesFound !== proof.framesPlanned);
  const wrong = [
    ...(verification?.ok ? [] : ['is not verified']),
    ...(verification?.seams === plan.chunks.length - 1 ? [] : [`has ${verification?.seams} seams that are proven`]),
    ...unproven.map((proof) => `${proof.name} has ${proof.framesFound} frames of ${proof.framesPlanned} by its boxes`),
    ...(reference ? await differences(tracks, reference.found.tracks, reference.frames) : []),
  ];
  return { submitted, plan, lost, wrong, named: published.named, missing, tracks };
}

function lostBecause({ planned, status }: SubmittedJob): string | null {
  if (planned.expected === 'failed') {
    const { state = 'unknown', error } = status ?? {};
    return state === 'failed' && error?.code === REFUSED
      ? null
      : `is ${state} (${error?.code ?? 'no error'}), not ${REFUSED}`;
  }
  if (status?.state === planned.expected) return null;
  const { error } = status ?? {};
  const why = error ? `: ${error.code}: ${error.message}` : '';
  return `is ${status?.state ?? 'unknown'}, not ${planned.expected}${why}`;
}

/** Objects that belong to nothing: neither to a finished video nor to a job that was lost, whose remains are evidence. */
export function strayObjects(findings: readonly JobFindings[], objects: readonly string[]): string[] {
  const known = new Set<string>();
  for (const { submitted, named } of findings) {
    const { job, status, planned } = submitted;
    const isEvidence = planned.expected === 'completed' && status?.state !== 'completed';
    for (const key of isEvidence ? objectsOf(objects, job.videoId) : named) known.add(key);
  }
  return objects.filter((key) => !known.has(key));
}
