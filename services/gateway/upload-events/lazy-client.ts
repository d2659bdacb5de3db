import type { Client } from '@temporalio/client';
import { connectClient, type TemporalConfig } from '../../temporal/index.ts';

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

  async close(): Promise<void> {
    await (await this.#connecting)?.connection.close();
  }
}
