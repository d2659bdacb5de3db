import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clip, type Clips, makeClips } from './clips.ts';
import { runSchedule } from './conductor.ts';
import { inspectJob, type JobFindings, type Reference, strayObjects, takeReference } from './inspect.ts';
import { type PlannedJob, planJobs } from './job-mix.ts';
import { follow, isOver, type SubmittedJob, submit } from './jobs.ts';
import { allObjects } from './objects.ts';
import { findRepeats } from './repeats.ts';
import { faultLine, jobLine, type Results, seconds } from './report.ts';
import { makeSchedule } from './schedule.ts';
import { type ChaosStack, scratchDir, TRANSCODE_SLOTS } from './stack.ts';

export interface RunOptions {
  readonly seed: number;
  readonly jobs: number;
  readonly durationMs: number;
  readonly workers: readonly string[];
  /** The program that makes the clips. */
  readonly ffmpeg: string;
  readonly say: (line: string) => void;
}

/** The last job is submitted by this part of the time. */
const SUBMITTED_BY = 0.6;
/** When all is mended: within this time one job more must end each time, and all within so much for each of them. */
const GRACE_MS = { next: 120_000, each: 30_000 };
const REFERENCE_MS = 180_000;
const NOBODY_SPECIAL = { tenant: 'default', priority: 3, expected: 'completed' } as const;

/** One run: clips in peace, then jobs while things go wrong, then a look at everything that is left. */
export async function runChaos(stack: ChaosStack, options: RunOptions): Promise<Omit<Results, 'orphans'>> {
  const { seed, jobs, durationMs, workers, say } = options;
  const clips = await makeClips(join(stack.dir, 'clips'), options.ffmpeg, durationMs / jobs);
  const references = await takeReferences(stack, clips, say);
  const faults = makeSchedule({ seed, durationMs, workers });
  const planned = planJobs({
    ...{ seed, jobs, untilMs: durationMs * SUBMITTED_BY },
    ...{ clips: namesOf(clips.own), corpus: namesOf(clips.corpus) },
  });
  say(`\n${faults.length} faults and ${planned.length} jobs in ${seconds(durationMs)}:`);
  const submitted: SubmittedJob[] = [];
  const epochMs = Date.now();
  let mendedMs = Number.POSITIVE_INFINITY;
  let lastEndMs = 0;
  const deadline = () => Math.min(mendedMs + GRACE_MS.each * jobs, Math.max(mendedMs, lastEndMs) + GRACE_MS.next);
  const happening = runSchedule(stack, faults, submitted, (done) => say(faultLine(done, epochMs))).then((done) => {
    mendedMs = Date.now();
    say(`${seconds(Date.now() - epochMs).padStart(7)} all is mended; ${openOf(submitted)} jobs are not over yet`);
    return done;
  });
  const following = planned.map(async (one) => {
    await sleep(Math.max(0, epochMs + one.atMs - Date.now()), undefined, { signal: stack.signal });
    const job = await submit(stack, one, clipOf(clips, one));
    submitted.push(job);
    await follow(stack, job, deadline);
    lastEndMs = Date.now();
  });
  const [done] = await Promise.all([happening, Promise.all(following)]);
  say(`${seconds(Date.now() - epochMs).padStart(7)} ${openOf(submitted)} jobs are not over\n`);
  const runs = await stack.tools.runs();
  await restartWorkers(stack);
  const scratch = await readdir(scratchDir(stack.dir));
  const objects = await allObjects(stack.store);
  const findings: JobFindings[] = [];
  for (const job of submitted.sort((one, other) => one.planned.atMs - other.planned.atMs)) {
    const found = await inspectJob(stack, job, references.get(job.clip.name) ?? null, objects);
    findings.push(found);
    say(jobLine(found));
  }
  const repeats = findRepeats(runs, ownersOf(findings), done);
  return {
    ...{ findings, faults: done, runs, repeats, scratch, slots: TRANSCODE_SLOTS, surprises: stack.surprises },
    strays: strayObjects([...findings, ...[...references.values()].map(({ found }) => found)], objects),
    interruptedUploads: submitted.reduce((sum, { interruptedUploads }) => sum + interruptedUploads, 0),
    hits: stack.proxy.hits,
  };
}

/** Does every clip once while nothing goes wrong. */
async function takeReferences(
  stack: ChaosStack,
  clips: Clips,
  say: RunOptions['say'],
): Promise<Map<string, Reference>> {
  const started = Date.now();
  const jobs = [...clips.own, ...clips.corpus].map(async (clip) => {
    const planned = { name: `quiet-${clip.name}`, clip: clip.name, mark: 'quiet', atMs: 0, ...NOBODY_SPECIAL };
    const job = await submit(stack, planned, clip);
    await follow(stack, job, () => started + REFERENCE_MS);
    return job;
  });
  const references = new Map<string, Reference>();
  for (const job of await Promise.all(jobs)) references.set(job.clip.name, await takeReference(stack, job));
  const counts = [...references].map(([name, { frames }]) => `${name} ${frames}`);
  say(`Clips in peace: ${seconds(Date.now() - started)}; frames: ${counts.join(', ')}`);
  return references;
}

function clipOf(clips: Clips, { clip }: PlannedJob): Clip {
  const all = [...clips.own, ...clips.corpus, clips.long, clips.bad];
  const found = all.find(({ name }) => name === clip);
  if (!found) throw new Error(`there is no clip ${clip}`);
  return found;
}

/** What a worker that was killed left in its scratch folder goes when the next one starts: all start once more. */
async function restartWorkers({ slots }: ChaosStack): Promise<void> {
  await Promise.all(slots.map((slot) => slot.drain()));
  await Promise.all(slots.map((slot) => slot.start()));
}

/** How many jobs have a rendition, by its hash. */
function ownersOf(findings: readonly JobFindings[]): Map<string, number> {
  const owners = new Map<string, number>();
  for (const { plan } of findings) {
    for (const { hash } of plan?.lanes.flatMap((lane) => lane.renditions) ?? []) {
      owners.set(hash, (owners.get(hash) ?? 0) + 1);
    }
  }
  return owners;
}

const namesOf = (clips: readonly Clip[]) => clips.map(({ name }) => name);
const openOf = (jobs: readonly SubmittedJob[]) => jobs.filter(({ status }) => !isOver(status?.state)).length;
