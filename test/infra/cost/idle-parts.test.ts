import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { GPU_INSTANCES } from '../../../infra/catalog/gpu-instances.ts';
import { parseConfig } from '../../../infra/config/load.ts';
import { SAMPLES } from '../../../infra/config/samples.ts';
import type { Config } from '../../../infra/config/schema.ts';
import { idlePartsOf } from '../../../infra/cost/idle-parts.ts';
import { CARD_INSTANCE, CARD_PRICES } from '../../../services/core/cost/index.ts';
import { propertiesOf, synthesize, testConfig } from '../synth.ts';

/* What is priced is held against the templates of what is deployed. */

const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/a';
const isolated = testConfig({
  network: { egress: 'endpoints', availabilityZones: 3 },
  storage: { uploadEvents: null, encryption: 's3' },
  temporal: {
    kind: 'cloud',
    address: 'fanout.a1b2c.tmprl.cloud:7233',
    namespace: 'fanout.a1b2c',
    apiKeySecret: 'temporal',
    privateLinkService: 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0',
  },
  gateway: { loadBalancer: { certificateArn: CERTIFICATE, auth: { kind: 'none' }, internetFacing: false } },
  transcode: { kind: 'gpu', tasks: { min: 3, max: 4 }, purchase: 'spot', onDemandBase: 1, warmPool: 2 },
});
const samples = Object.entries(SAMPLES).map(([name, sample]): [string, Config] => [name, parseConfig(sample)]);

describe.each([...samples, ['isolated', isolated] as [string, Config]])('%s', (_name, config) => {
  const templates = Object.values(synthesize(config));
  const parts = idlePartsOf(config);
  const all = (type: string) => templates.flatMap((template: Template) => propertiesOf(template, type));
  const count = (type: string) => all(type).length;

  it('has the parts that are priced, and as many', () => {
    expect(parts.natGateways).toBe(count('AWS::EC2::NatGateway'));
    expect(parts.dashboards).toBe(count('AWS::CloudWatch::Dashboard'));
    expect(parts.kmsKeys).toBe(count('AWS::KMS::Key'));
    expect(parts.loadBalancers).toBe(count('AWS::ElasticLoadBalancingV2::LoadBalancer'));
    expect(parts.hostedZones).toBe(
      count('AWS::Route53::HostedZone') + count('AWS::ServiceDiscovery::PrivateDnsNamespace'),
    );
    const endpoints = all('AWS::EC2::VPCEndpoint').filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface');
    expect(parts.endpointZones).toBe(endpoints.flatMap(({ SubnetIds }) => SubnetIds as unknown[]).length);
  });

  it('has the alarms that are priced, by the figures that they look at', () => {
    const alarms = all('AWS::CloudWatch::Alarm');
    const fast = alarms.filter(({ Period }) => typeof Period === 'number' && Period < 60);
    expect(parts.fastAlarms).toBe(fast.length);
    const figures = alarms
      .filter((alarm) => !fast.includes(alarm))
      .map(({ Metrics }) => (Array.isArray(Metrics) ? Metrics.filter((metric) => 'MetricStat' in metric).length : 1));
    const tracked = all('AWS::ApplicationAutoScaling::ScalingPolicy').filter(
      ({ PolicyType }) => PolicyType === 'TargetTrackingScaling',
    ).length;
    const byAws = 2 * (tracked + count('AWS::ECS::CapacityProvider'));
    expect(parts.alarms).toBe(figures.reduce((sum, n) => sum + n, 0) + byAws);
    expect(parts.customMetrics).toBe(count('AWS::Logs::MetricFilter') + 8 * tracked);
  });

  it('has the database that is priced', () => {
    expect(all('AWS::RDS::DBInstance')).toMatchObject(
      parts.database
        ? [
            {
              DBInstanceClass: `db.${parts.database.instance}`,
              MultiAZ: parts.database.multiAz,
              AllocatedStorage: String(parts.database.storageGib),
            },
          ]
        : [],
    );
    expect(parts.secrets).toBeGreaterThanOrEqual(count('AWS::SecretsManager::Secret'));
  });

  it('has the tasks that are priced, of that size', () => {
    const definitions = new Map(all('AWS::ECS::TaskDefinition').map((task) => [task.Family, task]));
    for (const { what, cpu, memoryMib, scratchGib } of parts.tasks) {
      const task = definitions.get(`${config.name}-${what}`) ?? {};
      expect({ what, ...task }).toMatchObject({ what, Cpu: String(cpu), Memory: String(memoryMib) });
      expect({ what, disk: task.EphemeralStorage }).toEqual({
        what,
        disk: scratchGib > 20 ? { SizeInGiB: scratchGib } : undefined,
      });
    }
    const least = all('AWS::ApplicationAutoScaling::ScalableTarget').map(({ MinCapacity }) => MinCapacity as number);
    const fixed = all('AWS::ECS::Service').map(({ DesiredCount }) => (DesiredCount as number | undefined) ?? 0);
    const cards = config.transcode.kind === 'gpu' ? config.transcode.tasks.min : 0;
    const tasks = parts.tasks.reduce((sum, task) => sum + task.count, 0) + cards;
    expect(tasks).toBe([...least, ...fixed].reduce((sum, n) => sum + n, 0));
  });
});

describe('instances', () => {
  it('are those of the least tasks, on demand and Spot, with the disks of those that wait', () => {
    expect(idlePartsOf(isolated)).toMatchObject({
      instances: [
        { type: 'g4dn.xlarge', count: 1, usdHour: 0.526 },
        { type: 'g4dn.xlarge Spot', count: 2, usdHour: 0.216 },
      ],
      diskGb: 50 * 5,
      unpriced: ['Temporal Cloud'],
    });
  });

  it('cost what the region asks', () => {
    const transcode = { kind: 'gpu', tasks: { min: 1, max: 4 } } as const;
    const [instance] = idlePartsOf(testConfig({ region: 'eu-west-1', transcode })).instances;
    expect(instance?.usdHour).toBe(0.587);
    const spot = testConfig({ region: 'eu-west-1', transcode: { ...transcode, purchase: 'spot' } });
    expect(() => idlePartsOf(spot)).toThrow('no price of g4dn.xlarge Spot in eu-west-1');
  });

  it('have the same prices and size in estimates and in the catalogue', () => {
    const known = GPU_INSTANCES.get(CARD_INSTANCE.type);
    const prices = Object.entries(CARD_PRICES).map(([region, { onDemandHour }]) => [region, onDemandHour.usd]);
    expect(Object.fromEntries(prices)).toEqual(known?.pricePerHourUsd);
    expect(known).toMatchObject({ vcpus: CARD_INSTANCE.vcpus, gpus: 1 });
  });
});
