import { QUEUES, SCALED_QUEUES, type ScaledName } from '../core/index.ts';
import type { ObservedQueue } from './observe.ts';

export interface Advice {
  readonly name: ScaledName;
  readonly seen: Pick<ObservedQueue, 'tasks' | 'service'>;
  readonly recommended: number;
  readonly reason: string;
}

/** A recommendation for people; with the command that follows it, where it is they who follow it: containers run the workers. */
export function adviceLine({ name, seen, recommended, reason }: Advice): string {
  const queue = QUEUES[name];
  const why = `${recommended} recommended (${reason})`;
  if (seen.service) return `${queue}: ${seen.service.ordered} ${plural('task', seen.service.ordered)} ordered, ${why}`;
  const said = `${queue}: ${seen.tasks} ${plural('worker', seen.tasks)}, ${why}`;
  if (recommended === seen.tasks) return said;
  const { service } = SCALED_QUEUES[name];
  // Named alone: of all others, compose would make as many as its file says.
  return `${said}: docker compose up -d --no-recreate --no-deps --scale ${service}=${recommended} ${service}`;
}

function plural(one: string, count: number): string {
  return count === 1 ? one : `${one}s`;
}
