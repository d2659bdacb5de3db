import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { askAws, CLIENT_OPTIONS } from './ask.ts';
import { metricData, type QueueFigures } from './metric-data.ts';

/** Tells CloudWatch, so that what scales the services can act. */
export class Publisher {
  readonly #namespace: string;
  readonly #client: CloudWatchClient;
  readonly #limitMs: number;

  private constructor(namespace: string, client: CloudWatchClient, limitMs: number) {
    this.#namespace = namespace;
    this.#client = client;
    this.#limitMs = limitMs;
  }

  /** @param everySeconds how often it will publish: each time takes half of that at most */
  static async open(namespace: string, everySeconds: number): Promise<Publisher> {
    // Not loaded where nothing is published.
    const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch');
    return new Publisher(namespace, new CloudWatchClient(CLIENT_OPTIONS), (everySeconds * 1000) / 2);
  }

  /** One call for all queues. @throws FanoutError STACK_UNREACHABLE when CloudWatch did not take it in time */
  async publish(figures: readonly QueueFigures[]): Promise<void> {
    const { PutMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
    const put = new PutMetricDataCommand({
      Namespace: this.#namespace,
      MetricData: metricData(figures, new Date()),
    });
    await askAws('CloudWatch', this.#limitMs, (abortSignal) => this.#client.send(put, { abortSignal }));
  }

  close(): void {
    this.#client.destroy();
  }
}
