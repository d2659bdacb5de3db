import type { Assumptions } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import type { Instance, Instances } from './instances.ts';

/** One-minute points below the target before instances are scaled in (developer guide, managed scale-in). */
const POINTS_IN = 15;
/** At most this share of them a minute (AWS, "Faster scaling-in for Amazon ECS cluster auto scaling"). */
const SHARE_IN = 0.5;
const MINUTE = 60;

/**
 * Managed scaling of ECS: once a minute `CapacityProviderReservation` = 100 × instances needed / instances, where none is 200 as soon as
 * one is needed and 100 otherwise. Above the target instances are added, unless some that were added are still warming up; below
 * it for 15 minutes those that have no task are taken away (ECS developer guide, managed scale-in behavior).
 */
export class ClusterAutoScaling {
  readonly #cluster: Deployment['cluster'];
  readonly #limits: Deployment['instances'];
  readonly #assumptions: Assumptions;
  #pointsBelow = 0;

  constructor({ cluster, instances }: Deployment, assumptions: Assumptions) {
    this.#cluster = cluster;
    this.#limits = instances;
    this.#assumptions = assumptions;
  }

  /**
   * @param needed instances for all tasks, placed or not
   * @param idle those that have no task
   */
  tick(now: number, instances: Instances, needed: number, idle: readonly Instance[]): void {
    if (now % MINUTE !== 0) return;
    const { targetPercent } = this.#cluster;
    const there = instances.all.filter(({ endsAt }) => endsAt === null).length;
    const reservation = there === 0 ? (needed > 0 ? 200 : 100) : (100 * needed) / there;
    this.#pointsBelow = reservation < targetPercent ? this.#pointsBelow + 1 : 0;
    const wanted = Math.ceil((100 * needed) / targetPercent);
    if (reservation > targetPercent && !instances.all.some((instance) => this.#warmsUp(instance, now)))
      instances.order(this.#step(there, wanted), now);
    if (this.#pointsBelow < POINTS_IN) return;
    const most = Math.max(1, Math.floor(there * SHARE_IN));
    const surplus = Math.min(there - Math.max(wanted, this.#limits.min), most);
    for (const instance of idle.slice(0, Math.max(0, surplus))) instances.end(instance);
  }

  #step(there: number, wanted: number): number {
    const { minStep, maxStep } = this.#cluster;
    if (there === 0) return Math.max(this.#assumptions.startStep, minStep);
    if (this.#assumptions.growth === 'minimumStep') return minStep;
    return Math.max(minStep, Math.min(maxStep, wanted - there));
  }

  #warmsUp({ orderedAt, readyAt }: Instance, now: number): boolean {
    const since = this.#assumptions.warmupFrom === 'ready' ? readyAt : orderedAt;
    return orderedAt > 0 && now < since + this.#cluster.warmupSeconds;
  }
}
