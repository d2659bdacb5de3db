import { setTimeout as sleep } from 'node:timers/promises';
import { type ChunkInFlight, chunksInFlight } from './in-flight.ts';
import type { SubmittedJob } from './jobs.ts';
import { processesOf } from './processes.ts';
import { type Fault, isProxyFault, isWorkerFault } from './schedule.ts';
import type { ChaosStack } from './stack.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** A fault as it came to pass. Times are in milliseconds since 1970. */
export interface DoneFault {
  readonly fault: Fault;
  readonly fromMs: number;
  readonly toMs: number;
  /** Process id of the worker that it happened to; `null` where it did not happen to one. */
  readonly workerPid: number | null;
  /** Chunks that were in flight where it happened, at its begin or end; `null` when Temporal did not say. */
  readonly inFlight: ReadonlySet<string> | null;
  /** How long an ffmpeg went on after its worker was killed, in milliseconds. */
  readonly outlivedMs: number;
}

const LOOK_EVERY_MS = 200;
const OUTLIVES_AT_MOST_MS = 20_000;

/** Lets everything go wrong that is planned, at its time, and mends it. @param jobs those that were submitted so far */
export function runSchedule(
  stack: ChaosStack,
  faults: readonly Fault[],
  jobs: readonly SubmittedJob[],
  onDone: (done: DoneFault) => void,
): Promise<DoneFault[]> {
  const epoch = Date.now();
  const play = async (fault: Fault) => {
    await pause(stack, epoch + fault.atMs - Date.now());
    const done = await happen(stack, fault, jobs);
    onDone(done);
    return done;
  };
  return Promise.all(faults.map(play));
}

async function happen(stack: ChaosStack, fault: Fault, jobs: readonly SubmittedJob[]): Promise<DoneFault> {
  const fromMs = Date.now();
  const slot = stack.slots.find(({ name }) => name === fault.target);
  const { workerPid, samples, outlivedMs } =
    isWorkerFault(fault.kind) && slot
      ? await hurtWorker(stack, fault, slot, jobs)
      : await hurtServer(stack, fault, jobs);
  const known = samples.filter((sample) => sample !== null);
  const inFlight = known.length > 0 ? new Set(known.flat().map(({ key }) => key)) : null;
  return { fault, fromMs, toMs: Date.now(), workerPid, inFlight, outlivedMs };
}

interface Hurt {
  readonly workerPid: number | null;
  readonly samples: readonly (readonly ChunkInFlight[] | null)[];
  readonly outlivedMs: number;
}

async function hurtWorker(
  stack: ChaosStack,
  { kind, forMs }: Fault,
  slot: WorkerSlot,
  jobs: readonly SubmittedJob[],
): Promise<Hurt> {
  const { pid: workerPid, identity } = slot;
  const sample = async () => (await chunksInFlight(stack, jobs))?.filter(({ worker }) => worker === identity) ?? null;
  if (kind === 'drain') {
    const before = await sample();
    await slot.drain();
    await pause(stack, forMs);
    await slot.start();
    return { workerPid, samples: [before], outlivedMs: 0 };
  }
  // A frozen worker takes nothing new: what is counted is what it has when it dies.
  slot.freeze();
  const before = await sample();
  if (kind === 'freeze') {
    await pause(stack, forMs);
    const after = await sample();
    slot.thaw();
    return { workerPid, samples: [before, after], outlivedMs: 0 };
  }
  const tools = (await processesOf(stack.dir)).filter(({ parent }) => parent === workerPid);
  await slot.kill();
  const [outlivedMs] = await Promise.all([
    untilGone(stack, new Set(tools.map(({ pid }) => pid))),
    pause(stack, forMs).then(() => slot.start()),
  ]);
  return { workerPid, samples: [before], outlivedMs };
}

async function hurtServer(
  stack: ChaosStack,
  { kind, forMs, share }: Fault,
  jobs: readonly SubmittedJob[],
): Promise<Hurt> {
  const before = await chunksInFlight(stack, jobs);
  if (isProxyFault(kind)) {
    stack.proxy.fault = { kind, share };
    await pause(stack, forMs);
    stack.proxy.fault = null;
  } else {
    const server = kind === 'temporal' ? stack.servers.temporal : stack.servers.s3;
    server.kill();
    await pause(stack, forMs);
    await server.start();
  }
  const after = await chunksInFlight(stack, jobs);
  return { workerPid: null, samples: [before, after], outlivedMs: 0 };
}

/** @returns milliseconds until none of the processes was there any more */
async function untilGone(stack: ChaosStack, pids: ReadonlySet<number>): Promise<number> {
  const started = Date.now();
  while (Date.now() < started + OUTLIVES_AT_MOST_MS) {
    const left = (await processesOf(stack.dir)).filter(({ pid }) => pids.has(pid));
    if (left.length === 0) break;
    await pause(stack, LOOK_EVERY_MS);
  }
  return Date.now() - started;
}

async function pause({ signal }: ChaosStack, ms: number): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal });
}
