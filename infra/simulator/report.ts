import type { Assumptions } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import { clairvoyantDrain } from './optimum.ts';
import type { Run } from './world.ts';

/** How long chunks of one priority waited until they were begun for the first time, in seconds. */
export interface Wait {
  readonly priority: number;
  readonly chunks: number;
  readonly p95: number;
  readonly worst: number;
}

/** A run in numbers. */
export interface Report {
  readonly trace: string;
  readonly about: string;
  readonly design: Run['design'];
  /** From the first arrival to the end of the last chunk, in seconds. */
  readonly drainSeconds: number;
  readonly optimumSeconds: number;
  readonly ratio: number;
  /** The same to the optimum of somebody for whom nothing is there, and nothing warm, before the first arrival. */
  readonly coldRatio: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly instanceHours: number;
  readonly usd: number;
  readonly idleHours: number;
  /** Instances at the end, an hour after the last work, beyond those that are to stay. */
  readonly leftOver: number;
  readonly scaleOuts: number;
  readonly scaleIns: number;
  /** Tasks ordered at most, beyond what the work at hand needed at most. */
  readonly overshoot: number;
  /** Times that tasks were added within a cooldown of the scaler after some were taken away, though nothing had come in between. */
  readonly flaps: number;
  readonly endedBusy: number;
  readonly waits: readonly Wait[];
}

export function reportOf(run: Run, deployment: Deployment, assumptions: Assumptions): Report {
  const { trace, design, samples, pieces, changes } = run;
  const ends = pieces.flatMap(({ endedAt }) => endedAt ?? []);
  const first = pieces.reduce((least, { job }) => Math.min(least, job.arrivesAt), Number.POSITIVE_INFINITY);
  const drainSeconds = pieces.length === 0 ? 0 : largest(ends) - first;
  const optimumSeconds = clairvoyantDrain(pieces, deployment, assumptions);
  const coldSeconds = clairvoyantDrain(pieces, cold(deployment), assumptions);
  const instanceHours = run.instanceSeconds / 3_600;
  const staying = Math.max(deployment.instances.min, deployment.service.min);
  const count = (end: string) => pieces.filter((piece) => piece.end === end).length;
  return {
    trace: trace.name,
    about: trace.about,
    design,
    drainSeconds,
    optimumSeconds,
    ratio: optimumSeconds > 0 ? drainSeconds / optimumSeconds : 1,
    coldRatio: coldSeconds > 0 ? drainSeconds / coldSeconds : 1,
    done: count('done'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    instanceHours,
    usd: instanceHours * assumptions.instanceUsdPerHour,
    idleHours: run.idleSeconds / 3_600,
    leftOver: (samples.at(-1)?.instances ?? 0) - staying,
    scaleOuts: changes.filter(({ from, to }) => to > from).length,
    scaleIns: changes.filter(({ from, to }) => to < from).length,
    overshoot: Math.max(0, largest(samples.map(({ ordered }) => ordered)) - neededAtMost(run, deployment)),
    flaps: flapsOf(run, deployment.scaler.cooldownSeconds),
    endedBusy: run.endedBusy,
    waits: waitsOf(run),
  };
}

function cold(deployment: Deployment): Deployment {
  const { service, instances } = deployment;
  return { ...deployment, service: { ...service, min: 0 }, instances: { ...instances, min: 0, warm: 0 } };
}

/** Of the seconds in which as much is in hand as ever is, the one in the middle: everybody has begun something by then. */
export function busiestSecond({ samples }: Run): number {
  const most = largest(samples.map(({ inFlight }) => inFlight));
  const busiest = samples.filter(({ inFlight }) => inFlight === most);
  return busiest[Math.floor(busiest.length / 2)]?.at ?? 0;
}

function neededAtMost({ samples }: Run, { service, slots }: Deployment): number {
  const needs = samples.map(({ backlog, inFlight }) => Math.ceil((backlog + inFlight) / slots));
  return Math.min(service.max, Math.max(service.min, largest(needs)));
}

/** Nobody can know of what came so short a time before. */
const LATE_SECONDS = 30;

function flapsOf({ trace, changes }: Run, withinSeconds: number): number {
  return changes.filter(({ at, from, to }, index) => {
    const before = changes[index - 1];
    return (
      before !== undefined &&
      to > from &&
      before.to < before.from &&
      at - before.at < withinSeconds &&
      !trace.jobs.some(({ arrivesAt }) => arrivesAt >= before.at - LATE_SECONDS && arrivesAt <= at)
    );
  }).length;
}

function waitsOf({ pieces }: Run): Wait[] {
  return [1, 2, 3, 4, 5].flatMap((priority) => {
    const waits = pieces
      .flatMap(({ job, startedAt }) =>
        job.priority === priority && startedAt !== null ? startedAt - job.arrivesAt : [],
      )
      .toSorted((a, b) => a - b);
    if (waits.length === 0) return [];
    const p95 = waits[Math.ceil(waits.length * 0.95) - 1] ?? 0;
    return [{ priority, chunks: waits.length, p95, worst: waits.at(-1) ?? 0 }];
  });
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
