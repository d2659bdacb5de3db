import type { Assumptions } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import { aroundOne, type Random } from './random.ts';

export interface Instance {
  readonly orderedAt: number;
  /** When it can run tasks. */
  readonly readyAt: number;
  /** When Spot takes it back, once it has said so. */
  endsAt: number | null;
}

/** The Auto Scaling group: keeps as many instances as it is told to. */
export class Instances {
  readonly all: Instance[] = [];
  readonly #limits: Deployment['instances'];
  readonly #assumptions: Assumptions;
  readonly #random: Random;
  #desired: number;
  /** When instances that were lost are replaced. */
  #replacements: number[] = [];
  /** Stopped instances at hand, and when each of those used since is stopped and at hand again. */
  #warm: number;
  #refills: number[] = [];

  constructor(limits: Deployment['instances'], assumptions: Assumptions, random: Random, running: number) {
    this.#limits = limits;
    this.#assumptions = assumptions;
    this.#random = random;
    this.#desired = running;
    this.#warm = limits.warm;
    for (let i = 0; i < running; i++) this.all.push({ orderedAt: 0, readyAt: 0, endsAt: null });
  }

  tick(now: number): Instance[] {
    const back = this.#refills.filter((at) => at <= now).length;
    this.#refills = this.#refills.filter((at) => at > now);
    this.#warm += back;
    const gone = this.all.filter(({ endsAt }) => endsAt !== null && endsAt <= now);
    for (const instance of gone) this.lose(instance, now);
    const due = this.#replacements.filter((at) => at <= now).length;
    this.#replacements = this.#replacements.filter((at) => at > now);
    for (let i = 0; i < due && this.all.length < this.#desired; i++) this.#start(now);
    return gone;
  }

  /** @returns how many were ordered */
  order(count: number, now: number): number {
    const more = Math.min(count, this.#limits.max - this.#desired);
    if (more <= 0) return 0;
    this.#desired += more;
    for (let i = 0; i < more; i++) this.#start(now);
    return more;
  }

  /** Gone without being asked to: the group starts another. */
  lose(instance: Instance, now: number): void {
    this.#remove(instance);
    this.#replacements.push(now + this.#assumptions.replaceSeconds);
  }

  /** Scaled in. */
  end(instance: Instance): void {
    this.#remove(instance);
    this.#desired--;
  }

  #remove(instance: Instance): void {
    this.all.splice(this.all.indexOf(instance), 1);
  }

  #start(now: number): void {
    const { instanceStartSeconds, instanceStartSpread, warmStartSeconds } = this.#assumptions;
    const cold = instanceStartSeconds * (instanceStartSpread > 0 ? aroundOne(this.#random, instanceStartSpread) : 1);
    const warm = this.#warm > 0;
    if (warm) {
      this.#warm--;
      this.#refills.push(now + cold);
    }
    this.all.push({ orderedAt: now, readyAt: now + (warm ? warmStartSeconds : cold), endsAt: null });
  }
}
