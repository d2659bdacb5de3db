import type { Assumptions } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import { type Instance, Instances } from './instances.ts';
import type { Random } from './random.ts';
import type { Piece, Work } from './work.ts';

interface InHand {
  readonly piece: Piece;
  readonly since: number;
}

export interface Task {
  /** `draining` takes no more work. */
  state: 'provisioning' | 'starting' | 'running' | 'draining';
  instance: Instance | null;
  /** When it takes work, or, while it drains, hands back what it still has. */
  at: number;
  hand: InHand[];
  /** From when on ECS leaves it alone; `null` while it has not asked for that. */
  protectedAt: number | null;
  /** Since when it has had nothing in hand. */
  idleSince: number;
}

function newTask(): Task {
  return { state: 'provisioning', instance: null, at: 0, hand: [], protectedAt: null, idleSince: 0 };
}

/** A worker dies of a poisoned chunk this soon, in seconds. */
const POISON_SECONDS = 5;

/** The ECS service on its instances: one task to an instance, because each needs its graphics card. */
export class Fleet {
  readonly instances: Instances;
  tasks: Task[] = [];
  /** Tasks that scale-in ended while they had work in hand. */
  endedBusy = 0;
  readonly #work: Work;
  readonly #slots: number;
  readonly #assumptions: Assumptions;

  constructor(deployment: Deployment, work: Work, assumptions: Assumptions, random: Random) {
    const running = Math.max(deployment.instances.min, deployment.service.min);
    this.instances = new Instances(deployment.instances, assumptions, random, running);
    this.#work = work;
    this.#slots = deployment.slots;
    this.#assumptions = assumptions;
    this.tasks = this.instances.all.slice(0, deployment.service.min).map((instance) => {
      return { ...newTask(), state: 'running', instance };
    });
  }

  /** Tasks that ECS counts towards what was ordered. */
  get counted(): Task[] {
    return this.tasks.filter(({ state }) => state !== 'draining');
  }

  get running(): number {
    return this.tasks.filter(({ state }) => state === 'running').length;
  }

  get inFlight(): number {
    return this.tasks.reduce((sum, { hand }) => sum + hand.length, 0);
  }

  /** Instances without a task, that could have one. */
  get idle(): Instance[] {
    const taken = new Set(this.tasks.map(({ instance }) => instance));
    return this.instances.all.filter((instance) => !taken.has(instance) && instance.endsAt === null);
  }

  /** What becomes of instances, tasks and what they have in hand. */
  tick(now: number): void {
    for (const gone of this.instances.tick(now))
      for (const task of this.tasks.filter(({ instance }) => instance === gone)) this.#die(task, now);
    for (const task of [...this.tasks]) {
      if (task.state === 'starting' && task.at <= now) task.state = 'running';
      this.#finish(task, now);
      this.#protect(task, now);
      if (task.state === 'draining' && (task.hand.length === 0 || task.at <= now)) this.#handBack(task, now);
    }
    this.#place(now);
    this.#take(now);
  }

  /** Makes them as many as were ordered. ECS ends the newest that are not protected: also one whose first work has just begun. */
  order(desired: number, now: number): void {
    let surplus = this.counted.length - desired;
    for (let missing = -surplus; missing > 0; missing--) this.tasks.push(newTask());
    for (const state of ['provisioning', 'starting', 'running'] as const) {
      const open = this.tasks.filter((one) => one.state === state && !isProtected(one, now));
      for (const task of open.toReversed()) {
        if (surplus <= 0) return;
        surplus--;
        this.#end(task, now);
      }
    }
  }

  /** Spot says that it takes an instance back: its task drains, and ECS starts another one elsewhere. */
  notice(instance: Instance, now: number): void {
    instance.endsAt = now + this.#assumptions.noticeSeconds;
    for (const task of this.tasks.filter((candidate) => candidate.instance === instance)) {
      task.state = 'draining';
      task.at = now + this.#assumptions.drainSeconds;
    }
  }

  /** An instance is gone without notice. */
  kill(instance: Instance, now: number): void {
    this.instances.lose(instance, now);
    for (const task of this.tasks.filter((candidate) => candidate.instance === instance)) this.#die(task, now);
  }

  #place(now: number): void {
    const free = this.idle.filter(({ readyAt }) => readyAt <= now);
    for (const task of this.tasks) {
      if (task.state !== 'provisioning') continue;
      const instance = free.shift();
      if (!instance) return;
      Object.assign(task, { state: 'starting', instance, at: now + this.#assumptions.taskStartSeconds });
    }
  }

  /** Free slots take what waits, those of the worker first that has least in hand. */
  #take(now: number): void {
    const open = this.tasks.filter(({ state, hand }) => state === 'running' && hand.length < this.#slots);
    while (this.#work.queue.waiting > 0 && open.length > 0) {
      open.sort((a, b) => a.hand.length - b.hand.length);
      const task = open[0];
      const piece = this.#work.queue.take();
      if (!task || !piece) return;
      piece.startedAt ??= now;
      task.protectedAt ??= now + this.#assumptions.protectSeconds;
      // Here too: what is over within a second was never in hand when protection is looked at.
      task.idleSince = now;
      task.hand.push({ piece, since: now });
      if (task.hand.length >= this.#slots) open.shift();
    }
  }

  #finish(task: Task, now: number): void {
    const kills = ({ piece, since }: InHand) =>
      piece.poisoned && piece.end === null && now >= since + Math.min(POISON_SECONDS, piece.seconds);
    if (task.hand.some(kills)) this.#die(task, now);
    for (const { piece, since } of task.hand)
      if (piece.end === null && now >= since + piece.seconds) this.#work.end(piece, 'done', now);
    if (task.hand.some(({ piece }) => piece.end !== null))
      task.hand = task.hand.filter(({ piece }) => piece.end === null);
  }

  #handBack(task: Task, now: number): void {
    for (const { piece } of task.hand) if (piece.end === null) this.#work.queue.add(piece, now);
    task.hand = [];
    this.#remove(task);
  }

  #die(task: Task, now: number): void {
    for (const { piece } of task.hand) this.#work.lost(piece, now);
    task.hand = [];
    this.#remove(task);
  }

  /** As services/temporal/task-protection does it: let go some time after the last work. */
  #protect(task: Task, now: number): void {
    if (task.hand.length > 0) task.idleSince = now;
    else if (now >= task.idleSince + this.#assumptions.protectionIdleSeconds) task.protectedAt = null;
  }

  /** It gets SIGTERM: with work in hand it drains. */
  #end(task: Task, now: number): void {
    if (task.hand.length === 0) {
      this.#remove(task);
      return;
    }
    this.endedBusy++;
    task.state = 'draining';
    task.at = now + this.#assumptions.drainSeconds;
  }

  #remove(task: Task): void {
    this.tasks = this.tasks.filter((other) => other !== task);
  }
}

function isProtected({ protectedAt }: Task, now: number): boolean {
  return protectedAt !== null && protectedAt <= now;
}
