import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { part, propertiesOf, synthesize, testConfig } from './synth.ts';

interface ComposeService {
  readonly environment: Readonly<Record<string, unknown>>;
  readonly stop_grace_period?: string;
  readonly cpus: number | string;
  readonly mem_limit: string;
}

interface Container {
  readonly Name: string;
  readonly Environment: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Secrets?: readonly { readonly Name: string }[];
  readonly StopTimeout: number;
}

/** What compose tells workers that AWS does not, and why. */
const ONLY_COMPOSE: Readonly<Record<string, string>> = {
  MINIO_ENDPOINT: 'S3 of AWS needs no address',
  MINIO_ACCESS_KEY: 'tasks have roles',
  MINIO_SECRET_KEY: 'tasks have roles',
  OTEL_TRACES_SAMPLER: 'its default is the same',
  FANOUT_GATEWAY_PUBLISHED: 'compose publishes it on loopback; on AWS it takes keys',
  FANOUT_GATEWAY_AUTH: 'as above',
  FANOUT_GATEWAY_ORIGINS: 'nobody but its own pages uses it, until somebody says so',
  FANOUT_S3_PUBLIC_ENDPOINT: 'S3 of AWS has one address',
};

/** What AWS tells workers that compose does not, and why. */
const ONLY_AWS: Readonly<Record<string, string>> = {
  AWS_REGION: 'S3 of AWS has regions',
  FANOUT_VIDEOS_BUCKET: 'names of buckets are the world’s',
  FANOUT_ENCODED_BUCKET: 'names of buckets are the world’s',
  FANOUT_ENCODER: 'tasks have a card, or none; compose/gpu.yml says it there',
  NVIDIA_DRIVER_CAPABILITIES: 'ECS does not say it; the image does too',
  FANOUT_UPLOAD_EVENTS_QUEUE: 'MinIO tells nobody of uploads here',
  FANOUT_UPLOAD_PREFIX: 'as above',
  FANOUT_UPLOAD_PROFILE: 'as above',
  FANOUT_GATEWAY_PROXIES: 'compose has no load balancer',
  FANOUT_PLAYBACK_BASE: 'compose has no CDN',
  FANOUT_CLOUDWATCH_NAMESPACE: 'what the scaler recommends is done there',
  FANOUT_ECS_CLUSTER: 'as above',
  FANOUT_ECS_SERVICES: 'as above',
  FANOUT_SCALE_EVERY_SECONDS: 'a setting; compose has the default',
  FANOUT_SCALE_AGE_SECONDS: 'a setting; compose has the default',
};
/** Where Temporal is, and how many workers one wants. */
const OF_THE_PLACE = [
  'TEMPORAL_ADDRESS',
  'FANOUT_SCALE_WORKFLOW_MAX',
  'FANOUT_SCALE_METADATA_MAX',
  'FANOUT_SCALE_TRANSCODE_MAX',
];
/** Limits of queues: compose has those that one may want to set. */
const SCALE = /^FANOUT_SCALE_(?:WORKFLOW|METADATA|TRANSCODE|TRANSCODE_CPU)_(?:MIN|MAX|SLOTS)$/;

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Readonly<Record<string, ComposeService>>;
};
const templates = synthesize(
  testConfig({
    metadata: { webhookSecret: 'webhooks' },
    observability: { otlpEndpoint: 'http://collector.example:4318' },
  }),
);

describe.each(['workflow', 'metadata', 'transcode', 'scaler', 'gateway'])('%s is on AWS as in compose', (name) => {
  const service = compose.services[name];
  const [task] = propertiesOf(part(templates, name), 'AWS::ECS::TaskDefinition');
  const container = (task?.ContainerDefinitions as Container[]).find(({ Name }) => Name === name);
  const onAws = new Set([...(container?.Environment ?? []), ...(container?.Secrets ?? [])].map(({ Name }) => Name));
  const inCompose = new Set(Object.keys(service?.environment ?? {}));

  it('told the same', () => {
    // The scaler reads no video: it is told of no bucket, and leaves no trace.
    const notTold =
      name === 'scaler' ? [...Object.keys(ONLY_COMPOSE), 'OTEL_EXPORTER_OTLP_ENDPOINT'] : Object.keys(ONLY_COMPOSE);
    expect([...inCompose].filter((variable) => !onAws.has(variable) && !notTold.includes(variable))).toEqual([]);
    expect(
      [...onAws].filter((variable) => !inCompose.has(variable) && !(variable in ONLY_AWS) && !SCALE.test(variable)),
    ).toEqual([]);
  });

  it('with the same values, where both say one', () => {
    for (const { Name, Value } of container?.Environment ?? []) {
      const said = service?.environment[Name];
      if (typeof Value !== 'string' || said === undefined || OF_THE_PLACE.includes(Name)) continue;
      // A value that may be set, or is this by default.
      const byDefault = /^\$\{[^:]+:-(.*)\}$/.exec(String(said))?.[1] ?? String(said);
      if (byDefault !== '') expect(`${Name}=${Value}`).toBe(`${Name}=${byDefault}`);
    }
  });

  it('given the same time to stop', () => {
    expect(`${container?.StopTimeout}s`).toBe(service?.stop_grace_period);
  });
});

it.each([
  ['workflow', 1, 1, 2],
  ['metadata', 1, 4, 4],
  ['scaler', 0.25, 0.5, 0.5],
  ['gateway', 0.5, 1, 1],
])('%s has %d cores, %d GB in compose and %d GB on Fargate, which has no less for so many', (name, cores, gigabytes, onFargate) => {
  const { cpus, mem_limit } = compose.services[name] ?? { cpus: 0, mem_limit: '' };
  expect([Number(cpus), mem_limit]).toEqual([cores, gigabytes < 1 ? `${gigabytes * 1024}m` : `${gigabytes}g`]);
  part(templates, name).hasResourceProperties('AWS::ECS::TaskDefinition', {
    Cpu: String(cores * 1024),
    Memory: String(onFargate * 1024),
  });
});

it('Temporal is the same version, with the same settings', () => {
  const containers = propertiesOf(part(templates, 'temporal'), 'AWS::ECS::TaskDefinition')[0]?.ContainerDefinitions as {
    Name: string;
    Image: string;
    Environment: { Name: string; Value: string }[];
  }[];
  const images = Object.fromEntries(containers.map(({ Name, Image }) => [Name, Image]));
  const text = readFileSync('docker-compose.yml', 'utf8');
  for (const image of Object.values(images)) expect(text).toContain(`image: ${image}\n`);
  const settings = containers
    .flatMap(({ Environment }) => Environment)
    .find(({ Name }) => Name === 'FANOUT_DYNAMIC_CONFIG');
  expect(settings?.Value).toBe(readFileSync('docker/temporal/dynamic.yaml', 'utf8'));
});
