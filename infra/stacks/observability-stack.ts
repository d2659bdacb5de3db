import { Stack, type StackProps } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import { Alarms } from '../constructs/alarms.ts';
import { Budget } from '../constructs/budget.ts';
import { FleetDashboard } from '../constructs/fleet-dashboard.ts';
import { LoggedErrors, type ServiceLogs } from '../constructs/logged-errors.ts';

export interface ObservabilityStackProps extends StackProps {
  readonly config: Config;
  readonly logs: readonly ServiceLogs[];
  /** Uploads that could not be submitted, where uploads are submitted. */
  readonly deadLetters?: IQueue;
}

/** What is shown, what somebody is told of, and what is counted from logs. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, { config, logs, deadLetters, ...props }: ObservabilityStackProps) {
    super(scope, id, props);
    const { observability } = config;
    const topic = new Topic(this, 'Alarms', {
      topicName: `${config.name}-alarms`,
      displayName: `Fanout ${config.name}`,
      enforceSSL: true,
    });
    if (observability.alarmEmail) topic.addSubscription(new EmailSubscription(observability.alarmEmail));
    const errors = new LoggedErrors(this, 'LoggedErrors', { name: config.name, logs });
    new Alarms(this, 'Alarm', { config, topic, errors, ...(deadLetters ? { deadLetters } : {}) });
    if (observability.dashboard) new FleetDashboard(this, 'Dashboard', { config, errors });
    if (observability.budget) new Budget(this, 'Budget', { name: config.name, ...observability.budget });
  }
}
