import { Duration } from 'aws-cdk-lib';
import { AdjustmentType, MetricAggregationType } from 'aws-cdk-lib/aws-applicationautoscaling';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import type { Config } from '../config/schema.ts';
import { metricsNamespace } from './names.ts';
import { type ScaledQueue, scaledQueue } from './scaled-queues.ts';
import { scalingSteps } from './scaling-steps.ts';

/** How often alarms look at the figures of the scaler. The shortest that CloudWatch knows. */
const LOOK = Duration.seconds(10);
/** After a look of the scaler, until what it said is seen, in seconds. */
const SEEN = 10;
/** Of the second line: at most as often as an instance with a card needs to start. */
const SLOW_COOLDOWN = Duration.minutes(5);

/**
 * As many tasks as the scaler recommends (decision 15): a step policy adds and takes away those that are missing or too many, and a
 * target that is tracked adds some where that fails.
 */
export function scaleQueue(config: Config, key: ScaledQueue['key'], service: BaseService): void {
  const { queue, min, max, slots } = scaledQueue(config, key);
  const target = service.autoScaleTaskCount({ minCapacity: min, maxCapacity: max });
  target.scaleOnMetric('Missing', {
    metric: queueMetric(config.name, queue, 'MissingTasks', LOOK),
    adjustmentType: AdjustmentType.CHANGE_IN_CAPACITY,
    scalingSteps: scalingSteps(max),
    // Until the scaler has told of what was ordered. What else is missing meanwhile is ordered after that.
    cooldown: Duration.seconds(config.scaling.everySeconds + SEEN),
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    // Of two scalers at once, the one that asks for more is believed.
    metricAggregationType: MetricAggregationType.MAXIMUM,
  });
  target.scaleToTrackCustomMetric('Work', {
    metric: queueMetric(config.name, queue, 'WorkPerTask', Duration.minutes(1)),
    targetValue: slots,
    scaleOutCooldown: SLOW_COOLDOWN,
    disableScaleIn: true,
  });
}

/** A figure of the scaler. @param period how long a time one value stands for; the largest counts */
export function queueMetric(name: string, queue: string, metricName: string, period: Duration): Metric {
  return new Metric({
    namespace: metricsNamespace(name),
    metricName,
    dimensionsMap: { TaskQueue: queue },
    statistic: Stats.MAXIMUM,
    period,
  });
}
