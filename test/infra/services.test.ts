import { readFileSync } from 'node:fs';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { part, propertiesOf, synthesize, testConfig } from './synth.ts';

interface Container {
  readonly Name: string;
  readonly Environment?: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Secrets?: readonly { readonly Name: string }[];
  readonly MountPoints?: readonly { readonly ContainerPath: string; readonly ReadOnly: boolean }[];
  readonly [key: string]: unknown;
}

const templates = synthesize(testConfig());
const SERVICES = ['workflow', 'metadata', 'transcode', 'scaler', 'gateway'];
const containersOf = (template: Template) =>
  propertiesOf(template, 'AWS::ECS::TaskDefinition').flatMap(
    ({ ContainerDefinitions }) => ContainerDefinitions as Container[],
  );
const everyContainer = SERVICES.flatMap((name) => containersOf(part(templates, name)));

describe('every container of ours', () => {
  it.each(
    everyContainer.map((container) => [container.Name, container] as const),
  )('%s is walled in', (_, container) => {
    expect(container).toMatchObject({
      User: '10001:10001',
      ReadonlyRootFilesystem: true,
      Privileged: false,
      LinuxParameters: { Capabilities: { Drop: ['ALL'] } },
    });
    expect(container.StopTimeout).toBeLessThanOrEqual(120);
    expect((container.MountPoints ?? []).map(({ ContainerPath }) => ContainerPath)).toContain('/tmp');
    expect(container.LogConfiguration).toMatchObject({ LogDriver: 'awslogs', Options: { mode: 'non-blocking' } });
  });

  it('cannot become more, where that can be said: not on Fargate', () => {
    const gpu = containersOf(part(synthesize(testConfig({ transcode: { kind: 'gpu' } })), 'transcode'));
    const options = gpu.map((container) => [container.Name, container.DockerSecurityOptions]);
    expect(options).toContainEqual(['transcode', ['no-new-privileges']]);
  });

  it('has a health check, unless it does its work once', () => {
    const without = everyContainer.filter(({ HealthCheck }) => HealthCheck === undefined).map(({ Name }) => Name);
    expect(without).toEqual(['setup']);
  });

  it('has no secret in its environment', () => {
    for (const { Environment = [] } of everyContainer) {
      for (const { Name, Value } of Environment) {
        expect(Name).not.toMatch(/SECRET|KEY|PASSWORD|TOKEN/);
        expect(JSON.stringify(Value)).not.toContain('resolve:secretsmanager');
      }
    }
  });
});

/** Of those that read sources and make results. */
const WITH_VIDEOS = [
  'ecs:GetTaskProtection',
  'ecs:UpdateTaskProtection',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:GetObject',
  's3:ListBucket',
  's3:PutObject',
];

describe('roles', () => {
  it('are two for each service, for tasks of this account alone', () => {
    for (const name of SERVICES) {
      const roles = propertiesOf(part(templates, name), 'AWS::IAM::Role');
      const tasks = propertiesOf(part(templates, name), 'AWS::ECS::TaskDefinition').length;
      expect(roles).toHaveLength(2 * tasks);
      for (const { AssumeRolePolicyDocument } of roles) {
        expect(JSON.stringify(AssumeRolePolicyDocument)).toContain('aws:SourceAccount');
      }
    }
  });

  it('of workflow workers may do nothing', () => {
    const taskRole = Object.entries(part(templates, 'workflow').findResources('AWS::IAM::Policy')).filter(([id]) =>
      /TaskRole/.test(id),
    );
    expect(taskRole).toEqual([]);
  });

  it.each([
    ['metadata', WITH_VIDEOS],
    ['transcode', WITH_VIDEOS.filter((action) => action !== 's3:DeleteObject')],
    ['scaler', ['cloudwatch:PutMetricData', 'ecs:DescribeServices']],
    [
      'gateway',
      [
        ...WITH_VIDEOS.filter((action) => !action.startsWith('ecs:') && action !== 's3:PutObject'),
        's3:ListMultipartUploadParts',
        's3:PutObject',
        'sqs:DeleteMessage',
        'sqs:ReceiveMessage',
      ],
    ],
  ])('of %s may do exactly this', (name, actions) => {
    const found = statements(part(templates, name), /TaskRole/).flatMap(({ Action }) => Action);
    expect([...new Set(found)].sort()).toEqual(actions);
  });

  it('never have an action with a wildcard', () => {
    for (const name of SERVICES) {
      for (const { Action } of statements(part(templates, name), /./))
        expect([Action].flat().join()).not.toContain('*');
    }
  });

  it('of transcode workers do not write or remove sources', () => {
    const sources = statements(part(templates, 'transcode'), /^TranscodeTaskRole/).filter(({ Resource }) =>
      JSON.stringify(Resource).includes('Sources'),
    );
    expect(sources.flatMap(({ Action }) => Action).sort()).toEqual(['s3:GetObject', 's3:ListBucket']);
  });

  it('of the scaler publish in their own namespace only', () => {
    const [put] = statements(part(templates, 'scaler'), /TaskRole/).filter(
      ({ Action }) => Action === 'cloudwatch:PutMetricData',
    );
    expect(put).toMatchObject({ Condition: { StringEquals: { 'cloudwatch:namespace': 'Fanout/fanout' } } });
  });
});

describe('deployments', () => {
  it('go back by themselves where new tasks do not come up', () => {
    for (const name of SERVICES) {
      for (const service of propertiesOf(part(templates, name), 'AWS::ECS::Service')) {
        expect(service.DeploymentConfiguration).toMatchObject({
          DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        });
      }
    }
  });

  it.each([
    ['workflow', 100, 200],
    ['metadata', 100, 200],
    ['transcode', 0, 100],
    ['scaler', 0, 100],
    ['gateway', 100, 200],
  ])('of %s keep %i to %i percent', (name, MinimumHealthyPercent, MaximumPercent) => {
    part(templates, name).hasResourceProperties('AWS::ECS::Service', {
      ServiceName: `fanout-${name}`,
      DeploymentConfiguration: { MinimumHealthyPercent, MaximumPercent },
    });
  });

  it('leave the number of tasks to what scales them', () => {
    const counts = Object.fromEntries(
      SERVICES.map((name) => [
        name,
        propertiesOf(part(templates, name), 'AWS::ECS::Service').map(({ DesiredCount }) => DesiredCount),
      ]),
    );
    expect(counts).toEqual({
      workflow: [undefined],
      metadata: [undefined],
      transcode: [undefined, undefined],
      scaler: [1],
      gateway: [1],
    });
  });
});

describe('metadata workers', () => {
  it('are on Fargate Spot, with some on demand where that is wanted', () => {
    part(templates, 'metadata').hasResourceProperties('AWS::ECS::Service', {
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
    });
    part(synthesize(testConfig({ metadata: { onDemandBase: 2 } })), 'metadata').hasResourceProperties(
      'AWS::ECS::Service',
      {
        CapacityProviderStrategy: Match.arrayWith([{ CapacityProvider: 'FARGATE', Base: 2, Weight: 0 }]),
      },
    );
  });

  it('sign events with a secret that is named', () => {
    const template = part(synthesize(testConfig({ metadata: { webhookSecret: 'fanout/webhooks' } })), 'metadata');
    expect(containersOf(template)[0]?.Secrets?.map(({ Name }) => Name)).toContain('FANOUT_WEBHOOK_SECRET');
  });
});

describe('workflow workers', () => {
  it('start when the namespace is ready', () => {
    expect(containersOf(part(templates, 'workflow')).find(({ Name }) => Name === 'workflow')?.DependsOn).toEqual([
      { Condition: 'SUCCESS', ContainerName: 'setup' },
    ]);
  });
});

describe('transcode workers', () => {
  it('have a card each, on the bridge of an instance that they do not share', () => {
    part(templates, 'transcode').hasResourceProperties('AWS::ECS::TaskDefinition', {
      Family: 'fanout-transcode',
      NetworkMode: 'bridge',
      RequiresCompatibilities: ['EC2'],
      ContainerDefinitions: [
        Match.objectLike({
          Cpu: 3584,
          Memory: 12288,
          ResourceRequirements: [{ Type: 'GPU', Value: '1' }],
          Environment: Match.arrayWith([
            { Name: 'FANOUT_ENCODER', Value: 'nvenc' },
            { Name: 'NVIDIA_DRIVER_CAPABILITIES', Value: 'compute,utility,video' },
          ]),
        }),
      ],
    });
  });

  it('without a card take what cards cannot do, from a queue of their own', () => {
    const fallback = containersOf(part(templates, 'transcode')).find(({ Environment = [] }) =>
      Environment.some(({ Name }) => Name === 'FANOUT_TRANSCODE_QUEUE'),
    );
    expect(fallback?.Environment).toContainEqual({ Name: 'FANOUT_ENCODER', Value: 'software' });
    expect(fallback?.Environment).toContainEqual({ Name: 'FANOUT_TRANSCODE_QUEUE', Value: 'transcode-cpu-queue' });
  });

  it('are on Fargate alone where the configuration has no cards', () => {
    const cpu = synthesize(testConfig({ transcode: { kind: 'cpu' } }));
    part(cpu, 'cluster').resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 0);
    part(cpu, 'transcode').resourceCountIs('AWS::ECS::Service', 1);
    part(cpu, 'transcode').hasResourceProperties('AWS::ECS::Service', {
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
    });
  });
});

it('images are those of docker/Dockerfile', () => {
  const targets = [...readFileSync('docker/Dockerfile', 'utf8').matchAll(/^FROM \S+ AS (\S+)/gm)].map(
    ([, target]) => target,
  );
  for (const { Name } of everyContainer) expect(targets).toContain(Name);
});

it('images come from a registry where the configuration says so, and only they may be pulled', () => {
  const prefix = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/fanout-';
  const template = part(synthesize(testConfig({ images: { kind: 'registry', prefix, tag: '1.2.3' } })), 'scaler');
  expect(JSON.stringify(containersOf(template)[0]?.Image)).toContain('/fanout-scaler:1.2.3');
  const pulls = statements(template, /ExecutionRole/).filter(({ Action }) =>
    [Action].flat().includes('ecr:BatchGetImage'),
  );
  expect(JSON.stringify(pulls.map(({ Resource }) => Resource))).toContain(
    ':ecr:eu-west-1:123456789012:repository/fanout-scaler',
  );
});

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statements(template: Template, id: RegExp): Statement[] {
  return Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([logicalId]) => id.test(logicalId))
    .flatMap(
      ([, { Properties }]) => (Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement,
    );
}
