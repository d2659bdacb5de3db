import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, PeriodOverride, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import type { LoggedErrors } from './logged-errors.ts';
import { queueMetric } from './queue-scaling.ts';
import { scaledQueues } from './scaled-queues.ts';

export interface FleetDashboardProps {
  readonly config: Config;
  readonly errors: LoggedErrors;
}

/** A third of the width of a dashboard. */
const THIRD = 8;

/** What waits, what runs and what was ordered, a row for each queue; and what is logged as an error. */
export class FleetDashboard extends Construct {
  constructor(scope: Construct, id: string, { config, errors }: FleetDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `fanout-${config.name}`,
      periodOverride: PeriodOverride.INHERIT,
      defaultInterval: Duration.hours(3),
    });
    for (const { queue, service, max, slots } of scaledQueues(config)) {
      const figures = (...names: string[]): IMetric[] =>
        names.map((name) => queueMetric(config.name, queue, name, Duration.minutes(1)).with({ label: name }));
      dashboard.addWidgets(
        new TextWidget({
          markdown: `### ${queue}\n${service}: at most ${max} tasks of ${slots} slots`,
          width: 24,
          height: 2,
        }),
        new GraphWidget({ title: 'Work', left: figures('Backlog', 'InFlight'), width: THIRD }),
        new GraphWidget({
          title: 'Tasks',
          left: figures('RecommendedTasks', 'OrderedTasks', 'RunningTasks'),
          width: THIRD,
        }),
        new GraphWidget({ title: 'Longest wait (s)', left: figures('BacklogAgeSeconds'), width: THIRD }),
      );
    }
    dashboard.addWidgets(new GraphWidget({ title: 'Errors in logs', left: [...errors.byPart.values()], width: 24 }));
  }
}
