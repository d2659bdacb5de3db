import { describe, expect, it } from 'vitest';
import { GPU_INSTANCES } from '../../../infra/catalog/gpu-instances.ts';
import { ConfigError } from '../../../infra/config/config-error.ts';
import { parseConfig } from '../../../infra/config/load.ts';
import type { Problem } from '../../../infra/config/problem.ts';
import { problemsOf } from '../../../infra/config/rules.ts';
import { SAMPLES } from '../../../infra/config/samples.ts';

type Sets = Readonly<Record<string, unknown>>;

function problemsWith(sets: Sets): readonly Problem[] {
  const entries = Object.entries(sets).map(([path, value]) => [
    `set:${path}`,
    JSON.stringify(value).replace(/^"|"$/g, ''),
  ]);
  try {
    parseConfig(SAMPLES.small, Object.fromEntries(entries));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const cloud = {
  kind: 'cloud',
  address: 'fanout.abc.tmprl.cloud:7233',
  namespace: 'fanout.abc',
  apiKeySecret: 'temporal',
};
const external = { kind: 'external', address: 'temporal.example.com:7233', namespace: 'default' };
const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const inEcr = {
  kind: 'selfHosted',
  serverImage: `${ecr}/temporal-server:1.32.0`,
  adminToolsImage: `${ecr}/temporal-admin-tools:1.32.0`,
};
const certificate = (region: string, account = '123456789012') => `arn:aws:acm:${region}:${account}:certificate/1`;
const loadBalancer = (rest: Sets = {}) => ({
  certificateArn: certificate('eu-west-1'),
  internetFacing: false,
  auth: { kind: 'none' },
  ...rest,
});

const oidc = (scheme: string) => ({
  kind: 'oidc',
  issuer: 'https://id.example.com',
  authorizationEndpoint: 'https://id.example.com/a',
  tokenEndpoint: `${scheme}://id.example.com/t`,
  userInfoEndpoint: 'https://id.example.com/u',
  clientId: 'fanout',
  clientSecret: 'oidc',
});

/** What is set in "small": with the first there is this problem, with the second there is none. */
const RULES: readonly [key: string, says: RegExp, bad: Sets, good: Sets][] = [
  [
    'workflow.tasks.max',
    /is 1, less than min 2/,
    { 'workflow.tasks': { min: 2, max: 1 } },
    { 'workflow.tasks': { min: 2, max: 2 } },
  ],
  ['metadata.tasks.max', /less than min/, { 'metadata.tasks.min': 4 }, { 'metadata.tasks.min': 3 }],
  ['transcode.tasks.max', /less than min/, { 'transcode.tasks.min': 3 }, { 'transcode.tasks.min': 2 }],
  [
    'transcode.cpuFallback.tasks.max',
    /less than min/,
    { 'transcode.cpuFallback.tasks.min': 11 },
    { 'transcode.cpuFallback.tasks.min': 10 },
  ],
  ['metadata.onDemandBase', /more than tasks.max 3/, { 'metadata.onDemandBase': 4 }, { 'metadata.onDemandBase': 3 }],
  ['transcode.warmPool', /more than tasks.max 2/, { 'transcode.warmPool': 3 }, { 'transcode.warmPool': 2 }],
  [
    'transcode.instanceTypes',
    /none of the instance types/,
    { 'transcode.instanceTypes': ['g4dn.xlage'] },
    { 'transcode.instanceTypes': ['g6.xlarge'] },
  ],
  ['transcode.instanceTypes', /which eu-south-2 does not offer/, { region: 'eu-south-2' }, { region: 'eu-south-1' }],
  [
    'transcode.gpus',
    /is 1, but g4dn.12xlarge has 4, and an instance has one task/,
    { 'transcode.instanceTypes': ['g4dn.xlarge', 'g4dn.12xlarge'] },
    { 'transcode.instanceTypes': ['g4dn.xlarge', 'g4dn.16xlarge'] },
  ],
  [
    'transcode.gpus',
    /is 2, but g4dn.xlarge has 1/,
    { 'transcode.gpus': 2 },
    { 'transcode.gpus': 4, 'transcode.instanceTypes': ['g4dn.12xlarge'] },
  ],
  ['transcode.cpu', /has 4096 CPU units/, { 'transcode.cpu': 3_585 }, { 'transcode.cpu': 3_584 }],
  ['transcode.memory', /has 16384 MiB/, { 'transcode.memory': 14_849 }, { 'transcode.memory': 14_848 }],
  [
    'transcode.warmPool',
    /cannot wait in a warm pool/,
    { 'transcode.warmPool': 1, 'transcode.purchase': 'spot' },
    { 'transcode.warmPool': 1, 'transcode.instanceTypes': ['g4dn.xlarge', 'g5.xlarge'] },
  ],
  [
    'transcode.onDemandBase',
    /on demand already/,
    { 'transcode.onDemandBase': 1 },
    { 'transcode.onDemandBase': 1, 'transcode.purchase': 'spot' },
  ],
  [
    'workflow.cpu',
    /no task on Fargate/,
    { 'workflow.cpu': 3_072, 'workflow.memory': 8_192 },
    { 'workflow.cpu': 4_096, 'workflow.memory': 8_192 },
  ],
  ['metadata.memory', /cannot have/, { 'metadata.memory': 8_193 }, { 'metadata.memory': 8_192 }],
  ['metadata.memory', /5 slots of 900 MB/, { 'metadata.slots': 5 }, { 'metadata.slots': 5, 'metadata.memory': 5_120 }],
  ['gateway.memory', /cannot have/, { 'gateway.memory': 512 }, { 'gateway.memory': 4_096 }],
  [
    'gateway.memory',
    /cannot have/,
    { 'gateway.cpu': 256, 'gateway.memory': 1_536 },
    { 'gateway.cpu': 256, 'gateway.memory': 2_048 },
  ],
  [
    'transcode.cpuFallback.memory',
    /cannot have/,
    { 'transcode.cpuFallback.cpu': 8_192, 'transcode.cpuFallback.memory': 17_408 },
    { 'transcode.cpuFallback.cpu': 8_192 },
  ],
  [
    'transcode.memory',
    /cannot have/,
    { 'transcode.kind': 'cpu', 'transcode.memory': 4_096 },
    { 'transcode.kind': 'cpu', 'transcode.memory': 8_192 },
  ],
  ['temporal.memory', /cannot have/, { 'temporal.memory': 1_024 }, { 'temporal.memory': 4_096 }],
  ['temporal.apiKeySecret', /is missing/, { temporal: { ...cloud, apiKeySecret: undefined } }, { temporal: cloud }],
  [
    'temporal.certificateSecret',
    /takes one of them/,
    { temporal: { ...cloud, certificateSecret: 'pem' } },
    { temporal: { ...cloud, apiKeySecret: undefined, certificateSecret: 'pem' } },
  ],
  [
    'temporal.privateLinkService',
    /another region than eu-west-1/,
    { region: 'eu-west-1', temporal: { ...cloud, privateLinkService: 'com.amazonaws.vpce.us-east-1.vpce-svc-1' } },
    { region: 'eu-west-1', temporal: { ...cloud, privateLinkService: 'com.amazonaws.vpce.eu-west-1.vpce-svc-1' } },
  ],
  [
    'temporal.tls',
    /certificate is of no use/,
    { temporal: { ...external, tls: false, certificateSecret: 'pem' } },
    { temporal: { ...external, certificateSecret: 'pem' } },
  ],
  [
    'temporal.tls',
    /could be overheard/,
    { temporal: { ...external, tls: false, apiKeySecret: 'key' } },
    { temporal: { ...external, tls: false } },
  ],
  [
    'network.egress',
    /cannot be reached/,
    { 'network.egress': 'endpoints', temporal: external },
    { 'network.egress': 'endpoints', temporal: inEcr },
  ],
  [
    'temporal.serverImage',
    /on the internet/,
    { 'network.egress': 'endpoints', temporal: { ...inEcr, serverImage: 'temporalio/server:1.32.0' } },
    { 'network.egress': 'endpoints', temporal: inEcr },
  ],
  [
    'network.egress',
    /through PrivateLink alone/,
    { 'network.egress': 'endpoints', temporal: cloud },
    {
      'network.egress': 'endpoints',
      temporal: { ...cloud, privateLinkService: 'com.amazonaws.vpce.eu-west-1.vpce-svc-1' },
    },
  ],
  [
    'images.prefix',
    /on the internet/,
    { 'network.egress': 'endpoints', temporal: inEcr, images: { kind: 'registry', prefix: 'ghcr.io/acme/', tag: '1' } },
    { 'network.egress': 'endpoints', temporal: inEcr, images: { kind: 'registry', prefix: `${ecr}/`, tag: '1' } },
  ],
  [
    'gateway.loadBalancer.auth',
    /no way to the identity provider/,
    { 'network.egress': 'publicIp', 'gateway.loadBalancer': loadBalancer({ auth: oidc('https') }) },
    { 'network.egress': 'nat', 'gateway.loadBalancer': loadBalancer({ auth: oidc('https') }) },
  ],
  [
    'storage.uploadEvents.profile',
    /no such profile/,
    { 'storage.uploadEvents.profile': 'nonesuch' },
    { 'storage.uploadEvents.profile': 'mobile' },
  ],
  ['name', /two in a row/, { name: 'a--b' }, { name: 'a-b' }],
  [
    'network.natGateways',
    /more than there are/,
    { 'network.natGateways': 3 },
    { 'network.natGateways': 3, 'network.availabilityZones': 3 },
  ],
  ['network.cidr', /no VPC that large/, { 'network.cidr': '10.0.0.0/15' }, { 'network.cidr': '10.0.0.0/16' }],
  ['network.cidr', /too few/, { 'network.cidr': '10.0.0.0/21' }, { 'network.cidr': '10.0.0.0/20' }],
  [
    'storage.encodedInfrequentDays',
    /before 30 days/,
    { 'storage.encodedInfrequentDays': 29 },
    { 'storage.encodedInfrequentDays': 30 },
  ],
  [
    'storage.cloudFront.certificateArn',
    /is missing/,
    { 'storage.cloudFront.domainName': 'v.example.com' },
    { 'storage.cloudFront': { domainName: 'v.example.com', certificateArn: certificate('us-east-1') } },
  ],
  [
    'storage.cloudFront.domainName',
    /is missing/,
    { 'storage.cloudFront.certificateArn': certificate('us-east-1') },
    { 'storage.cloudFront': {} },
  ],
  [
    'storage.cloudFront.certificateArn',
    /has to be in us-east-1/,
    { 'storage.cloudFront': { domainName: 'v.example.com', certificateArn: certificate('eu-west-1') } },
    { 'storage.cloudFront': null },
  ],
  [
    'gateway.loadBalancer.auth',
    /anybody could watch/,
    { 'gateway.loadBalancer': loadBalancer({ internetFacing: true }) },
    { 'gateway.loadBalancer': loadBalancer() },
  ],
  [
    'gateway.loadBalancer.auth.tokenEndpoint',
    /not https/,
    { 'gateway.loadBalancer': loadBalancer({ auth: oidc('http') }) },
    { 'gateway.loadBalancer': loadBalancer({ auth: oidc('https') }) },
  ],
  [
    'gateway.loadBalancer.certificateArn',
    /has to be in us-east-1/,
    { region: 'us-east-1', 'gateway.loadBalancer': loadBalancer() },
    { region: 'eu-west-1', 'gateway.loadBalancer': loadBalancer() },
  ],
  [
    'gateway.loadBalancer.certificateArn',
    /of account 123456789012/,
    { account: '210987654321', 'gateway.loadBalancer': loadBalancer() },
    { account: '123456789012', 'gateway.loadBalancer': loadBalancer() },
  ],
  ['name', /capacity providers/, { name: 'aws-video' }, { name: 'video' }],
  ['name', /must not end with -/, { name: 'video-' }, { name: 'video-1' }],
  [
    'observability.budget.monthlyUsd',
    /less than what NAT gateways cost/,
    { 'observability.budget': { monthlyUsd: 30, email: 'a@example.com' } },
    { 'observability.budget': { monthlyUsd: 30, email: 'a@example.com' }, 'network.egress': 'publicIp' },
  ],
];

describe('rules', () => {
  it.each(RULES)('%s %s', (key, says, bad, good) => {
    expect(problemsWith(bad)).toEqual([
      { key, problem: expect.stringMatching(says), fix: expect.stringMatching(/\S/) },
    ]);
    expect(problemsWith(good)).toEqual([]);
  });

  it('are all looked at', () => {
    const problems = problemsWith({ 'workflow.tasks.min': 9, 'transcode.gpus': 2, 'network.cidr': '10.0.0.0/28' });
    expect(problems.map(({ key }) => key)).toEqual(['network.cidr', 'workflow.tasks.max', 'transcode.gpus']);
  });

  it.each(Object.entries(SAMPLES))('have nothing against %s', (_name, sample) => {
    const regions = new Set([...GPU_INSTANCES.values()].flatMap((instance) => instance.regions));
    const anywhere = parseConfig(sample);
    expect(problemsOf(anywhere)).toEqual([]);
    for (const region of regions) {
      const refused = problemsOf({ ...anywhere, region }).filter(({ key }) => key !== 'transcode.instanceTypes');
      expect(refused).toEqual([]);
    }
  });

  it('name regions near by that offer the instance type, and a type that the region has', () => {
    expect(problemsWith({ region: 'eu-south-2' })[0]?.fix).toBe(
      'deploy to eu-central-1, eu-north-1, eu-south-1, eu-west-1, or choose g5.xlarge, which eu-south-2 has',
    );
    expect(problemsWith({ region: 'mx-central-1' })[0]?.fix).toBe(
      'deploy to us-east-1, us-east-2, us-west-1, us-west-2',
    );
  });
});
