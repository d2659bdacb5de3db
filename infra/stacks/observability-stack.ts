import { Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
    // A policy that demands TLS takes the place of the one that SNS makes, which lets CloudWatch in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (observability.alarmEmail) topic.addSubscription(new EmailSubscription(observability.alarmEmail));
    const errors = new LoggedErrors(this, 'LoggedErrors', { name: config.name, logs });
    new Alarms(this, 'Alarm', { config, topic, errors, ...(deadLetters ? { deadLetters } : {}) });
    if (observability.dashboard) new FleetDashboard(this, 'Dashboard', { config, errors });
    if (observability.budget) new Budget(this, 'Budget', { name: config.name, ...observability.budget });
  }
}
