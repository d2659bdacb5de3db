import type { MetricDatum, StandardUnit } from '@aws-sdk/client-cloudwatch';
import { QUEUES, type ScaledName, workPerTask } from '../../core/index.ts';
import { counted, type ObservedQueue } from '../observe.ts';

/** What was seen of a queue, and decided. */
export interface QueueFigures {
  readonly name: ScaledName;
  readonly seen: ObservedQueue;
  /** Tasks that there should be. */
  readonly recommended: number;
}

type Figure = readonly [metric: string, unit: StandardUnit, value: number];

/** The metrics of decision 15, for one call. Without a service of ECS nobody knows what was ordered, nor what is missing. */
export function metricData(figures: readonly QueueFigures[], at: Date): MetricDatum[] {
  return figures.flatMap((queue) =>
    figuresOf(queue).map(([MetricName, Unit, Value]) => ({
      MetricName,
      Dimensions: [{ Name: 'TaskQueue', Value: QUEUES[queue.name] }],
      Timestamp: at,
      Value,
      Unit,
      // Seconds: alarms look every ten.
      StorageResolution: 1,
    })),
  );
}

function figuresOf({ seen, recommended }: QueueFigures): Figure[] {
  const { service } = seen;
  return [
    ['Backlog', 'Count', seen.backlog],
    ['BacklogAgeSeconds', 'Seconds', seen.ageSeconds],
    ['InFlight', 'Count', seen.inFlight],
    ['WorkPerTask', 'None', workPerTask(counted(seen))],
    ['RunningTasks', 'Count', seen.tasks],
    ['RecommendedTasks', 'Count', recommended],
    ...(service
      ? ([
          ['OrderedTasks', 'Count', service.ordered],
          ['MissingTasks', 'Count', recommended - service.ordered],
        ] satisfies Figure[])
      : []),
  ];
}
