import type { Client } from '@temporalio/client';
import type { QueueObservation, ScaledName, SeenQueue } from '../core/index.ts';
import { connectClient, seeQueues, type TemporalConfig } from '../temporal/index.ts';

/** Tasks of a service of ECS. */
export interface ServiceTasks {
  /** That it has been told to run. */
  readonly ordered: number;
  readonly running: number;
  /** On their way to running. */
  readonly pending: number;
}

export interface ObservedQueue extends SeenQueue {
  /** On AWS: of the service whose tasks are its workers. */
  readonly service?: ServiceTasks;
}

export type Observation = Readonly<Record<ScaledName, ObservedQueue>>;

/** Everything is answered in this time, or not at all. */
const ANSWER_MS = 8_000;

/** Looks at all queues and their workers: five questions to Temporal. @throws when one of them is not answered */
export async function observeQueues(client: Client): Promise<Observation> {
  return client.withDeadline(Date.now() + ANSWER_MS, async () => (await seeQueues(client)).queues);
}

/**
 * What counts as there already: workers; on AWS the tasks that were ordered. There it takes minutes from one to the other, and
 * who goes by workers orders again what is still starting, or, when started itself at that time, takes it for too much.
 */
export function counted(seen: ObservedQueue): QueueObservation {
  return seen.service ? { ...seen, tasks: seen.service.ordered } : seen;
}

/** Only queues that have a service, with its tasks. */
export function withServices(
  observation: Observation,
  services: ReadonlyMap<ScaledName, ServiceTasks>,
): Partial<Observation> {
  return Object.fromEntries([...services].map(([name, service]) => [name, { ...observation[name], service }]));
}

/** Looks whenever it is asked to, whether or not Temporal was there the last time. */
export class Observer {
  readonly #temporal: TemporalConfig;
  /** Kept once it is there: it finds a server that went away again by itself. */
  #client: Client | null = null;

  constructor(temporal: TemporalConfig) {
    this.#temporal = temporal;
  }

  /** @throws when Temporal does not answer */
  async look(): Promise<Observation> {
    this.#client ??= await connectClient(this.#temporal, { retry: false });
    return observeQueues(this.#client);
  }

  async close(): Promise<void> {
    await this.#client?.connection.close();
  }
}
