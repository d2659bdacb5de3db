import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../infra/config/schema.ts';
import { part, propertiesOf, synthesize, testConfig } from './synth.ts';

const CLOUD = { kind: 'cloud', address: 'films.acme.tmprl.cloud:7233', namespace: 'films.acme' } as const;
const EXTERNAL = { kind: 'external', address: 'temporal.example.com:7233', namespace: 'films' } as const;
const given = (temporal: ConfigInput['temporal']) => synthesize(testConfig({ temporal }));

interface Named {
  readonly Name: string;
  readonly Value?: unknown;
  readonly ValueFrom?: unknown;
}

/** Of the scaler, which has no other: names of variables, and of secrets. */
function connection(temporal: ConfigInput['temporal']) {
  const [task] = propertiesOf(part(given(temporal), 'scaler'), 'AWS::ECS::TaskDefinition');
  const [container] = task?.ContainerDefinitions as { Environment: Named[]; Secrets?: Named[] }[];
  const ours = (container?.Environment ?? []).filter(({ Name }) => Name.startsWith('TEMPORAL'));
  return {
    environment: Object.fromEntries(ours.map(({ Name, Value }) => [Name, Value])),
    secrets: Object.fromEntries(
      (container?.Secrets ?? []).map(({ Name, ValueFrom }) => [Name, JSON.stringify(ValueFrom)]),
    ),
  };
}

describe('how services reach Temporal', () => {
  it('of their own: by a name that only the VPC knows', () => {
    expect(connection({ kind: 'selfHosted' })).toEqual({
      environment: { TEMPORAL_ADDRESS: 'temporal.fanout.internal:7233', TEMPORAL_NAMESPACE: 'default' },
      secrets: {},
    });
  });

  it('in the cloud: with TLS, and an API key by reference', () => {
    const { environment, secrets } = connection({ ...CLOUD, apiKeySecret: 'fanout/temporal' });
    expect(environment).toEqual({
      TEMPORAL_ADDRESS: CLOUD.address,
      TEMPORAL_NAMESPACE: 'films.acme',
      TEMPORAL_TLS: 'true',
    });
    expect(Object.keys(secrets)).toEqual(['TEMPORAL_API_KEY']);
    expect(secrets.TEMPORAL_API_KEY).toContain('secret:fanout/temporal');
  });

  it('elsewhere: with a certificate from two keys of one secret, or without TLS', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:tls-AbCdEf';
    const { secrets } = connection({ ...EXTERNAL, certificateSecret: arn });
    expect(secrets).toEqual({
      TEMPORAL_TLS_CLIENT_CERT_DATA: `"${arn}:certificate::"`,
      TEMPORAL_TLS_CLIENT_KEY_DATA: `"${arn}:key::"`,
    });
    expect(connection({ ...EXTERNAL, tls: false }).environment).not.toHaveProperty('TEMPORAL_TLS');
  });

  it('may read their own secrets only, and only the role that starts them may', () => {
    const policies = Object.entries(
      part(given({ ...CLOUD, apiKeySecret: 'fanout/temporal' }), 'scaler').findResources('AWS::IAM::Policy'),
    ).filter(([, policy]) => JSON.stringify(policy).includes('secretsmanager:GetSecretValue'));
    expect(policies.map(([id]) => id)).toEqual([expect.stringMatching(/^ScalerExecutionRole/)]);
    expect(JSON.stringify(policies)).toContain('secret:fanout/temporal-??????');
  });
});

describe('a Temporal of the deployment', () => {
  const template = part(given({ kind: 'selfHosted', multiAz: true, backupDays: 14 }), 'temporal');
  const containers = propertiesOf(template, 'AWS::ECS::TaskDefinition')[0]?.ContainerDefinitions as Record<
    string,
    unknown
  >[];

  it('has its database in subnets without a way out, encrypted, with backups, and a password that nobody has typed', () => {
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      Engine: 'postgres',
      EngineVersion: '17',
      MultiAZ: true,
      StorageEncrypted: true,
      StorageType: 'gp3',
      BackupRetentionPeriod: 14,
      DeletionProtection: true,
      PubliclyAccessible: false,
      MasterUserPassword: Match.objectLike({ 'Fn::Join': Match.anyValue() }),
    });
    template.hasResource('AWS::RDS::DBInstance', { DeletionPolicy: 'Snapshot' });
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: Match.objectLike({ PasswordLength: 30 }),
    });
  });

  it('makes its tables before the server starts, by the script of compose', () => {
    const schema = containers.find(({ Name }) => Name === 'schema');
    expect(schema).toMatchObject({ Essential: false, ReadonlyRootFilesystem: true });
    // What Fargate takes at most.
    expect(schema?.StartTimeout).toBeLessThanOrEqual(120);
    expect(String(schema?.Command)).toContain('temporal-sql-tool --db "$database" update-schema');
    expect(containers.find(({ Name }) => Name === 'temporal')).toMatchObject({
      DependsOn: [{ ContainerName: 'schema', Condition: 'SUCCESS' }],
      ReadonlyRootFilesystem: true,
    });
  });

  it('checks whose certificate its database has, where the region is known', () => {
    const checked = (given: Partial<ConfigInput>) => {
      const { temporal } = synthesize(testConfig(given));
      return JSON.stringify(temporal?.toJSON()).includes('{"Name":"SQL_HOST_VERIFICATION","Value":"true"}');
    };
    expect(checked({ region: 'eu-west-1', account: '123456789012' })).toBe(true);
    expect(checked({})).toBe(false);
  });

  it('is one server, which is never beside another', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 1,
      DeploymentConfiguration: { MinimumHealthyPercent: 0, MaximumPercent: 100 },
    });
  });

  it('has its password by reference alone', () => {
    for (const { Environment = [] } of containers as { Environment?: Named[] }[]) {
      for (const { Name } of Environment) expect(Name).not.toMatch(/PWD|PASSWORD/);
    }
  });

  it('is what the services wait for', () => {
    const stacks = given({ kind: 'selfHosted' });
    expect(Object.keys(stacks)).toContain('temporal');
    expect(Object.keys(given({ ...EXTERNAL, apiKeySecret: 'k' }))).not.toContain('temporal');
  });
});

it('the private way to the cloud is an endpoint with the name of the namespace', () => {
  const templates = synthesize(
    testConfig({
      temporal: { ...CLOUD, apiKeySecret: 'k', privateLinkService: 'com.amazonaws.vpce.eu-central-1.vpce-svc-073a' },
      network: { egress: 'endpoints' },
    }),
  );
  const template = part(templates, 'temporal');
  template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
    VpcEndpointType: 'Interface',
    ServiceName: 'com.amazonaws.vpce.eu-central-1.vpce-svc-073a',
    PrivateDnsEnabled: false,
  });
  template.hasResourceProperties('AWS::Route53::HostedZone', { Name: 'films.acme.tmprl.cloud.' });
  template.hasResourceProperties('AWS::Route53::RecordSet', { Type: 'A', Name: 'films.acme.tmprl.cloud.' });
});
