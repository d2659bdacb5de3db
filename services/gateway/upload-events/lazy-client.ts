import type { Client } from '@temporalio/client';
import { connectClient, type TemporalConfig } from '../../temporal/index.ts';

const ANSWER_MS = 5_000;

/** A connection that is made when it is needed, and again where that did not succeed: the queue may be there before Temporal. */
export class LazyClient {
  readonly #temporal: TemporalConfig;
  #connecting: Promise<Client> | null = null;

  constructor(temporal: TemporalConfig) {
    this.#temporal = temporal;
  }

  /** @throws FanoutError STACK_UNREACHABLE */
  get(): Promise<Client> {
    this.#connecting ??= connectClient(this.#temporal, { retry: false }).catch((error: unknown) => {
      this.#connecting = null;
      throw error;
    });
    return this.#connecting;
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
