import type { Client } from '@temporalio/client';
import { connectClient, type TemporalConfig } from '../temporal/index.ts';

const ANSWER_MS = 5_000;

/** A connection that is made when it is needed, and again where that did not succeed: the queue may be there before Temporal. */
export class LazyClient {
  readonly #temporal: TemporalConfig;
  #connecting: Promise<Client> | null = null;
  #client: Client | null = null;

  constructor(temporal: TemporalConfig) {
    this.#temporal = temporal;
  }

  /** @throws FanoutError STACK_UNREACHABLE */
  get(): Promise<Client> {
    this.#connecting ??= connectClient(this.#temporal, { retry: false }).then(
      (client) => {
        this.#client = client;
        return client;
      },
      (error: unknown) => {
        this.#connecting = null;
        throw error;
      },
    );
    return this.#connecting;
  }

  /** Runs something whose questions to Temporal are answered within some time, or fail. @param ms for all of it */
  async within<T>(ms: number, work: () => Promise<T>): Promise<T> {
    // Before there is a connection, making it takes five seconds at most.
    return this.#client ? this.#client.withDeadline(Date.now() + ms, work) : work();
  }

  /** Whether jobs can be started: not where a key has expired, either. @throws what stands in the way */
  async answers(): Promise<void> {
    const client = await this.get();
    const { namespace } = client.options;
    await client.withDeadline(Date.now() + ANSWER_MS, () => client.workflowService.describeNamespace({ namespace }));
  }

  async close(): Promise<void> {
    await (await this.#connecting)?.connection.close();
  }
}
