import { Metrics } from './alarms.ts';
import { AppAutoScaling } from './app-autoscaling.ts';
import type { Assumptions } from './assumptions.ts';
import { ClusterAutoScaling } from './capacity.ts';
import type { Deployment } from './deployment.ts';
import type { Design } from './designs.ts';
import { Fleet } from './fleet.ts';
import { seeded } from './random.ts';
import { LateFigures, Scaler } from './scaler.ts';
import type { Trace } from './traces.ts';
import { type Piece, Work } from './work.ts';

/** How things were at one second. */
export interface Sample {
  readonly at: number;
  readonly backlog: number;
  readonly inFlight: number;
  readonly ordered: number;
  readonly running: number;
  readonly instances: number;
}

/** What came of a trace. */
export interface Run {
  readonly trace: Trace;
  readonly design: Design['name'];
  /** Each second. */
  readonly samples: readonly Sample[];
  readonly pieces: readonly Piece[];
  /** When the number of tasks that is ordered changed, and to what. */
  readonly changes: readonly { readonly at: number; readonly from: number; readonly to: number }[];
  readonly instanceSeconds: number;
  /** Of instances that could work and had nothing to do. */
  readonly idleSeconds: number;
  readonly endedBusy: number;
}

export interface Setting {
  readonly deployment: Deployment;
  readonly design: Design;
  readonly assumptions: Assumptions;
  readonly seed: number;
}

/** After everything is done, for so long: by then nothing should be left, in seconds. */
const QUIET_SECONDS = 3_600;
/** A trace that is not through after so long never will be. */
const MOST_SECONDS = 7 * 86_400;

/** Lets a trace happen, second by second. The same for the same arguments. @throws Error when the work is not done within a week */
export function simulate(trace: Trace, { deployment, design, assumptions, seed }: Setting): Run {
  const work = new Work(trace.jobs, deployment.slots, assumptions);
  const fleet = new Fleet(deployment, work, assumptions, seeded(seed));
  const cluster = new ClusterAutoScaling(deployment, assumptions);
  const figures = new LateFigures(assumptions);
  const scaler = new Scaler(deployment.scaler, design.per);
  const service = new AppAutoScaling(design, deployment.service, assumptions.ingestSeconds);
  const metrics = new Metrics();
  const samples: Sample[] = [];
  const changes: { at: number; from: number; to: number }[] = [];
  let ordered = deployment.service.min;
  let instanceSeconds = 0;
  let idleSeconds = 0;
  let quietUntil = QUIET_SECONDS;
  for (let now = 0; now < quietUntil; now++) {
    if (now > MOST_SECONDS) throw new Error(`${trace.name} was not done after a week.`);
    work.tick(now);
    lose(trace, fleet, now);
    fleet.tick(now);
    if (now % deployment.scaler.everySeconds === 0) {
      const isBlind = trace.blind.some(({ from, to }) => now >= from && now < to);
      metrics.publish(scaler.look(now, isBlind ? null : figures.seen, ordered), now);
    }
    // After the scaler has looked: what it sees is as old as it can be.
    figures.tick(now, work.queue, fleet.tasks);
    const desired = service.tick(now, metrics, ordered);
    if (desired !== ordered) changes.push({ at: now, from: ordered, to: desired });
    ordered = desired;
    fleet.order(ordered, now);
    const placed = new Set(fleet.tasks.flatMap(({ instance }) => instance ?? [])).size;
    const homeless = fleet.tasks.filter(({ state }) => state === 'provisioning').length;
    cluster.tick(now, fleet.instances, placed + homeless, fleet.idle);
    const instances = fleet.instances.all.length;
    samples.push({
      at: now,
      backlog: work.queue.waiting,
      inFlight: fleet.inFlight,
      ordered,
      running: fleet.running,
      instances,
    });
    instanceSeconds += instances;
    const busy = new Set(fleet.tasks.flatMap(({ instance, hand }) => (hand.length > 0 && instance) || [])).size;
    idleSeconds += fleet.instances.all.filter(({ readyAt }) => readyAt <= now).length - busy;
    if (!work.finished) quietUntil = now + 1 + QUIET_SECONDS;
  }
  const { endedBusy } = fleet;
  return { trace, design: design.name, samples, pieces: work.pieces, changes, instanceSeconds, idleSeconds, endedBusy };
}

function lose({ losses }: Trace, fleet: Fleet, now: number): void {
  for (const { at, share, sudden } of losses) {
    if (at !== now) continue;
    const victims = fleet.instances.all.filter(({ endsAt }) => endsAt === null);
    for (const [index, instance] of victims.slice(0, Math.round(victims.length * share)).entries()) {
      if (sudden === 'half' && index % 2 === 0) fleet.kill(instance, now);
      else fleet.notice(instance, now);
    }
  }
}
