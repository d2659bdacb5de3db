import { QUEUES } from '../core/index.ts';
import { SCALED_QUEUES, type ScaledName } from './queues.ts';

export interface Advice {
  readonly name: ScaledName;
  /** Workers that are there. */
  readonly tasks: number;
  readonly recommended: number;
  readonly reason: string;
}

/** A recommendation for people, with the command that follows it where containers run the workers. */
export function adviceLine({ name, tasks, recommended, reason }: Advice): string {
  const said = `${QUEUES[name]}: ${tasks} ${tasks === 1 ? 'worker' : 'workers'}, ${recommended} recommended (${reason})`;
  if (recommended === tasks) return said;
  const { service } = SCALED_QUEUES[name];
  // Named alone: of all others, compose would make as many as its file says.
  return `${said}: docker compose up -d --no-recreate --no-deps --scale ${service}=${recommended} ${service}`;
}
