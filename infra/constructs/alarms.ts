import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  ComparisonOperator,
  type CreateAlarmOptions,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import type { LoggedErrors } from './logged-errors.ts';
import { queueMetric } from './queue-scaling.ts';
import { scaledQueues } from './scaled-queues.ts';
import { databaseName } from './temporal-database.ts';

export interface AlarmsProps {
  readonly config: Config;
  readonly topic: ITopic;
  readonly errors: LoggedErrors;
  /** @default there is no queue for them */
  readonly deadLetters?: IQueue;
}

/** Work that has waited for longer than an instance from nothing takes, and then some, in minutes. */
const LATE_MINUTES = 20;
/** For how long tasks may be ordered and not there, in minutes. */
const MISSING_MINUTES = 20;
const LOGGED_ERRORS = 10;
const MINUTE = Duration.minutes(1);

/** What somebody has to look at. The page docs/aws.md has a section for each, by its name. */
export class Alarms extends Construct {
  readonly #props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#props = props;
    const { config, errors, deadLetters } = props;
    const { name } = config;
    for (const { queue, min, max } of scaledQueues(config)) {
      this.#add(`ScalerSilent-${queue}`, queueMetric(name, queue, 'RecommendedTasks', MINUTE), {
        alarmDescription: `The scaler has published nothing of ${queue} for five minutes: nothing scales its workers.`,
        threshold: 0,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: 5,
        treatMissingData: TreatMissingData.BREACHING,
      });
      this.#add(`WorkWaits-${queue}`, queueMetric(name, queue, 'BacklogAgeSeconds', MINUTE), {
        alarmDescription: `Work in ${queue} has waited for more than ${LATE_MINUTES} minutes.`,
        threshold: LATE_MINUTES * 60,
        evaluationPeriods: 3,
      });
      this.#add(`TasksMissing-${queue}`, missing(name, queue), {
        alarmDescription: `Tasks of ${queue} have been ordered for ${MISSING_MINUTES} minutes, and are not there: capacity, a quota, or an image.`,
        threshold: 1,
        evaluationPeriods: MISSING_MINUTES,
      });
      // Where there are always as many as there may be, that is no news.
      if (max > min)
        this.#add(`AtMaximum-${queue}`, queueMetric(name, queue, 'RecommendedTasks', MINUTE), {
          alarmDescription: `All ${max} tasks of ${queue} have been needed for an hour.`,
          threshold: max,
          evaluationPeriods: 60,
        });
    }
    for (const [part, metric] of errors.byPart) {
      this.#add(`Errors-${part}`, metric, {
        alarmDescription: `${part} logged ${LOGGED_ERRORS} errors or more in five minutes, twice in a row.`,
        threshold: LOGGED_ERRORS,
        evaluationPeriods: 2,
      });
    }
    if (config.temporal.kind === 'selfHosted') this.#watchDatabase(config);
    if (deadLetters) {
      this.#add(
        'UploadsNotSubmitted',
        deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE }) as Metric,
        {
          alarmDescription: 'There are uploads that could not be submitted.',
          threshold: 1,
          evaluationPeriods: 1,
        },
      );
    }
  }

  /** All jobs are in it. */
  #watchDatabase({ name, temporal }: Config): void {
    if (temporal.kind !== 'selfHosted') return;
    const free = new Metric({
      namespace: 'AWS/RDS',
      metricName: 'FreeStorageSpace',
      dimensionsMap: { DBInstanceIdentifier: databaseName(name) },
      statistic: Stats.MINIMUM,
      period: Duration.minutes(5),
    });
    this.#add('DatabaseFull', free, {
      alarmDescription: 'The database of Temporal has less than a tenth of its disk left.',
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: (temporal.storageGib * 2 ** 30) / 10,
      evaluationPeriods: 3,
    });
  }

  #add(id: string, metric: Metric | MathExpression, options: Omit<CreateAlarmOptions, 'alarmName'>): Alarm {
    const alarm = metric.createAlarm(this, id, {
      alarmName: `${this.#props.config.name}-${id}`,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...options,
    });
    alarm.addAlarmAction(new SnsAction(this.#props.topic));
    return alarm;
  }
}

/** Tasks that were ordered and do not take work yet. */
function missing(name: string, queue: string): MathExpression {
  const figure = (metricName: string) => queueMetric(name, queue, metricName, MINUTE);
  return new MathExpression({
    expression: 'ordered - running',
    usingMetrics: { ordered: figure('OrderedTasks'), running: figure('RunningTasks') },
    label: 'Ordered, and not there',
    period: MINUTE,
  });
}
