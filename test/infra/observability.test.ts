import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../infra/config/schema.ts';
import { part, propertiesOf, synthesize, testConfig } from './synth.ts';

const observability = (given: ConfigInput['observability'] = {}) =>
  part(synthesize(testConfig({ observability: given })), 'observability');
const PARTS = ['workflow', 'metadata', 'transcode', 'transcode-cpu', 'scaler', 'gateway'];

describe('alarms', () => {
  const alarms = propertiesOf(observability(), 'AWS::CloudWatch::Alarm');
  const kinds = [...new Set(alarms.map(({ AlarmName }) => String(AlarmName).split('-')[1] ?? ''))];

  it('tell somebody, each of them', () => {
    for (const { AlarmActions } of alarms) expect(AlarmActions).toHaveLength(1);
    observability({ alarmEmail: 'ops@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });

  it('may be published by CloudWatch, of this account', () => {
    observability().hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      }),
    });
  });

  it('of a maximum are there only where there can be fewer', () => {
    const templates = synthesize(testConfig({ workflow: { tasks: { min: 1, max: 1 } } }));
    const names = propertiesOf(part(templates, 'observability'), 'AWS::CloudWatch::Alarm').map(
      ({ AlarmName }) => AlarmName,
    );
    expect(names).not.toContain('fanout-AtMaximum-video-tasks');
    expect(names).toContain('fanout-AtMaximum-metadata-queue');
  });

  it('tell of a scaler that is silent, for then nothing is scaled', () => {
    const silent = alarms.filter(({ AlarmName }) => String(AlarmName).startsWith('fanout-ScalerSilent-'));
    // Of each queue: one that cannot be seen alone has no figures, either.
    expect(silent).toHaveLength(4);
    for (const alarm of silent) expect(alarm).toMatchObject({ TreatMissingData: 'breaching', EvaluationPeriods: 5 });
  });

  it('are these kinds', () => {
    expect(kinds.sort()).toEqual([
      'AtMaximum',
      'DatabaseFull',
      'Errors',
      'ScalerSilent',
      'TasksMissing',
      'UploadsNotSubmitted',
      'WorkWaits',
    ]);
  });

  it('have a section each in the handbook', () => {
    const handbook = readFileSync('docs/aws.md', 'utf8');
    for (const kind of kinds) expect(handbook).toMatch(new RegExp(`^### ${kind}`, 'm'));
  });
});

it('errors are counted from the log of each service', () => {
  const filters = propertiesOf(observability(), 'AWS::Logs::MetricFilter');
  expect(
    filters.map(({ MetricTransformations }) => (MetricTransformations as { MetricName: string }[])[0]?.MetricName),
  ).toEqual(PARTS.map((name) => `LoggedErrors-${name}`));
  for (const { FilterPattern } of filters) expect(FilterPattern).toBe('{ $.level >= 50 }');
});

it('logs are kept as long as the configuration says, and go with their stack', () => {
  for (const template of Object.values(synthesize(testConfig({ observability: { logDays: 7 } })))) {
    for (const group of Object.values(template.findResources('AWS::Logs::LogGroup'))) {
      expect(group).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 7 } });
    }
  }
});

it('a dashboard has a row for each queue', () => {
  const body = JSON.stringify(propertiesOf(observability(), 'AWS::CloudWatch::Dashboard'));
  for (const queue of ['video-tasks', 'metadata-queue', 'transcode-queue', 'transcode-cpu-queue'])
    expect(body).toContain(`### ${queue}`);
  observability({ dashboard: false }).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
});

it('a budget tells when most of it is spent', () => {
  observability().resourceCountIs('AWS::Budgets::Budget', 0);
  observability({ budget: { monthlyUsd: 200, email: 'ops@example.com' } }).hasResourceProperties(
    'AWS::Budgets::Budget',
    {
      Budget: Match.objectLike({
        // A replacement with the same name would be refused.
        BudgetName: Match.absent(),
        BudgetLimit: { Amount: 200, Unit: 'USD' },
        CostFilters: { TagKeyValue: ['user:fanout:deployment$fanout'] },
      }),
      NotificationsWithSubscribers: [80, 100].map((Threshold) =>
        Match.objectLike({ Notification: Match.objectLike({ Threshold }) }),
      ),
    },
  );
});

describe('what costs money', () => {
  const templates = synthesize(testConfig({ tags: { team: 'video' } }));
  const tagged = [
    'AWS::ECS::Service',
    'AWS::S3::Bucket',
    'AWS::RDS::DBInstance',
    'AWS::EC2::NatGateway',
    'AWS::SQS::Queue',
    'AWS::Logs::LogGroup',
  ];

  it.each(tagged)('%s has the tags of its deployment, its part, and one’s own', (type) => {
    const found = Object.entries(templates).flatMap(([name, template]) =>
      propertiesOf(template, type).map((props) => [name, props] as const),
    );
    expect(found.length).toBeGreaterThan(0);
    for (const [name, { Tags }] of found) {
      expect(Tags).toEqual(
        expect.arrayContaining([
          { Key: 'fanout:deployment', Value: 'fanout' },
          { Key: 'fanout:part', Value: name },
          { Key: 'team', Value: 'video' },
        ]),
      );
    }
  });

  it('instances have them too, and tasks take them from their service', () => {
    part(templates, 'cluster').hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      Tags: Match.arrayWith([{ Key: 'fanout:deployment', PropagateAtLaunch: true, Value: 'fanout' }]),
    });
    for (const name of ['workflow', 'metadata', 'transcode', 'scaler', 'gateway', 'temporal']) {
      part(templates, name).allResourcesProperties('AWS::ECS::Service', { PropagateTags: 'SERVICE' });
    }
  });
});
