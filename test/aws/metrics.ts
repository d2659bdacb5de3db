import { CloudWatchClient, GetMetricDataCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';

const MINUTES = 10;

/** The largest of a metric's values in the last minutes, as an alarm would get it; `null` without any. */
export async function maximumOf(Namespace: string, MetricName: string, queue: string): Promise<number | null> {
  const client = new CloudWatchClient({});
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions: [{ Name: 'TaskQueue', Value: queue }],
      ...lately(),
      Period: MINUTES * 120,
      Statistics: ['Maximum'],
    }),
  );
  client.destroy();
  return Datapoints.at(-1)?.Maximum ?? null;
}

/** Sums of several metrics of a queue in the last minutes, by one question, as a dashboard asks. */
export async function sumsOf(Namespace: string, metrics: readonly string[], queue: string) {
  const client = new CloudWatchClient({});
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      ...lately(),
      MetricDataQueries: metrics.map((MetricName, n) => ({
        Id: `m${n}`,
        Label: MetricName,
        MetricStat: {
          Metric: { Namespace, MetricName, Dimensions: [{ Name: 'TaskQueue', Value: queue }] },
          Period: MINUTES * 120,
          Stat: 'Sum',
        },
      })),
    }),
  );
  client.destroy();
  return Object.fromEntries(
    MetricDataResults.map(({ Label, Values = [] }) => [Label, Values.reduce((sum, value) => sum + value, 0)]),
  );
}

function lately() {
  const now = Date.now();
  return { StartTime: new Date(now - MINUTES * 60_000), EndTime: new Date(now + 60_000) };
}
