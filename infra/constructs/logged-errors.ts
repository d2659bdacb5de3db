import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { metricsNamespace } from './names.ts';

export interface ServiceLogs {
  /** Of the service, without the deployment's name. */
  readonly part: string;
  readonly logs: ILogGroup;
}

export interface LoggedErrorsProps {
  /** Of the deployment. */
  readonly name: string;
  readonly logs: readonly ServiceLogs[];
}

/** Level of an error in the log lines of our services (pino). */
const ERROR = 50;

/** Counts what services log as errors: a figure `LoggedErrors` for each. */
export class LoggedErrors extends Construct {
  readonly byPart: ReadonlyMap<string, Metric>;

  constructor(scope: Construct, id: string, { name, logs }: LoggedErrorsProps) {
    super(scope, id);
    const namespace = metricsNamespace(name);
    this.byPart = new Map(
      logs.map(({ part, logs: logGroup }) => {
        const metricName = `LoggedErrors-${part}`;
        new MetricFilter(this, part, {
          logGroup,
          filterPattern: FilterPattern.numberValue('$.level', '>=', ERROR),
          metricNamespace: namespace,
          metricName,
          metricValue: '1',
          defaultValue: 0,
        });
        return [
          part,
          new Metric({ namespace, metricName, statistic: Stats.SUM, period: Duration.minutes(5), label: part }),
        ];
      }),
    );
  }
}
