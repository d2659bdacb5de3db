import type { ECSClient, Service } from '@aws-sdk/client-ecs';
import type { Logger } from 'pino';
import { QUEUES, type ScaledName } from '../../core/index.ts';
import type { ServiceTasks } from '../observe.ts';
import { askAws, CLIENT_OPTIONS } from './ask.ts';
import type { EcsFleet } from './settings.ts';

/** As for Temporal: everything is answered in this time, or not at all. */
const ANSWER_MS = 8_000;

export type TasksByQueue = ReadonlyMap<ScaledName, ServiceTasks>;

/** What ECS says of the services that are scaled. */
export class EcsServices {
  readonly #fleet: EcsFleet;
  readonly #client: ECSClient;
  readonly #logger: Pick<Logger, 'info' | 'warn'>;
  readonly #missing = new Set<ScaledName>();

  private constructor(fleet: EcsFleet, client: ECSClient, logger: Pick<Logger, 'info' | 'warn'>) {
    this.#fleet = fleet;
    this.#client = client;
    this.#logger = logger;
  }

  static async open(fleet: EcsFleet, logger: Pick<Logger, 'info' | 'warn'>): Promise<EcsServices> {
    // Not loaded where there are no services.
    const { ECSClient } = await import('@aws-sdk/client-ecs');
    return new EcsServices(fleet, new ECSClient(CLIENT_OPTIONS), logger);
  }

  get names(): readonly ScaledName[] {
    return [...this.#fleet.services.keys()];
  }

  /**
   * One call for all services. One that is not there, or not any more, is not in the answer; the log has a line when that
   * begins, and one when it ends.
   *
   * @throws FanoutError STACK_UNREACHABLE when ECS does not answer in time, or says no
   */
  async look(): Promise<TasksByQueue> {
    const { DescribeServicesCommand } = await import('@aws-sdk/client-ecs');
    const { cluster, services } = this.#fleet;
    const describe = new DescribeServicesCommand({ cluster, services: [...services.values()] });
    const answer = await askAws('ECS', ANSWER_MS, (abortSignal) => this.#client.send(describe, { abortSignal }));
    const tasks = tasksOf(this.#fleet, answer.services ?? []);
    for (const [name, service] of services) this.#note(name, service, tasks.has(name));
    return tasks;
  }

  close(): void {
    this.#client.destroy();
  }

  #note(name: ScaledName, service: string, isThere: boolean): void {
    if (isThere && this.#missing.delete(name)) this.#logger.info(`ECS has the service ${service} now.`);
    if (isThere || this.#missing.has(name)) return;
    this.#missing.add(name);
    this.#logger.warn(
      `ECS has no active service ${service} in ${this.#fleet.cluster}: ${QUEUES[name]} has no figures, and nothing changes there.`,
    );
  }
}

/** Without those that are not there, or on their way out. */
export function tasksOf({ services }: EcsFleet, told: readonly Service[]): TasksByQueue {
  const active = new Map(told.filter(({ status }) => status === 'ACTIVE').map((one) => [one.serviceName, one]));
  return new Map(
    [...services].flatMap(([name, service]): [ScaledName, ServiceTasks][] => {
      const one = active.get(service);
      if (one?.desiredCount === undefined) return [];
      const { desiredCount: ordered, runningCount: running = 0, pendingCount: pending = 0 } = one;
      return [[name, { ordered, running, pending }]];
    }),
  );
}
