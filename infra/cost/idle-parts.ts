import { CARD_PRICES, type CardPrices, type IdleParts, MONTH_HOURS } from '../../services/core/cost/index.ts';
import { GPU_INSTANCES } from '../catalog/gpu-instances.ts';
import type { Config } from '../config/schema.ts';
import { scaledQueues } from '../constructs/scaled-queues.ts';
import { idleTasks } from './idle-tasks.ts';

/** Figures of each queue that the scaler publishes (docs/decisions/0015-scaling-on-aws.md). */
const QUEUE_METRICS = 8;
/** Of the step policy of a queue, one for too few tasks and one for too many. */
const FAST_ALARMS = 2;
/** Figures of a queue that alarms look at: its longest wait, tasks ordered and tasks running, the recommendation, and that there is one. */
const QUEUE_ALARMS = 5;
/** Alarms that AWS makes for a target that is tracked, of a queue or of ECS's managed scaling; in no template. Not counted by anybody. */
const ASSUMED_TRACKING_ALARMS = 2;
/** Interface endpoints where there is no other way out. */
const ENDPOINTS = 9;
/** A look at the queue of uploads waits for so long. */
const UPLOAD_POLL_SECONDS = 20;
/** Nobody has measured what an idle deployment logs in a month. */
const ASSUMED_LOG_GB = 1;
const MONTH_SECONDS = MONTH_HOURS * 3600;

/** What a deployment has while it has nothing to do: its services at their least. */
export function idlePartsOf(config: Config): IdleParts {
  const { network, storage, temporal, gateway, observability, scaling, transcode } = config;
  const tasks = idleTasks(config);
  const instances = instancesOf(config);
  const running = countOf(tasks) + countOf(instances);
  const zones = network.availabilityZones;
  const nats = network.egress === 'nat' ? network.natGateways : 0;
  const queues = scaledQueues(config).length;
  const logs = queues + LOGS_BESIDES;
  const tracked = queues + (transcode.kind === 'gpu' ? 1 : 0);
  return {
    tasks,
    instances,
    diskGb: transcode.kind === 'gpu' ? transcode.diskGib * (countOf(instances) + transcode.warmPool) : 0,
    natGateways: nats,
    endpointZones: ((network.egress === 'endpoints' ? ENDPOINTS : 0) + (hasPrivateLink(config) ? 1 : 0)) * zones,
    publicIps:
      nats + (network.egress === 'publicIp' ? running : 0) + (gateway.loadBalancer?.internetFacing ? zones : 0),
    loadBalancers: gateway.loadBalancer ? 1 : 0,
    database:
      temporal.kind === 'selfHosted'
        ? { instance: temporal.databaseInstance, storageGib: temporal.storageGib, multiAz: temporal.multiAz }
        : null,
    customMetrics: QUEUE_METRICS * queues + logs,
    thousandMetricCalls: MONTH_SECONDS / scaling.everySeconds / 1000,
    alarms:
      QUEUE_ALARMS * queues -
      // There is none of the maximum where there are always as many.
      scaledQueues(config).filter(({ min, max }) => min === max).length +
      (temporal.kind === 'selfHosted' ? 1 : 0) +
      logs +
      (storage.uploadEvents ? 1 : 0) +
      ASSUMED_TRACKING_ALARMS * tracked,
    fastAlarms: FAST_ALARMS * queues,
    dashboards: observability.dashboard ? 1 : 0,
    kmsKeys: storage.encryption === 'kms' ? 1 : 0,
    secrets: secretsOf(config),
    logGb: ASSUMED_LOG_GB,
    hostedZones: temporal.kind === 'selfHosted' || hasPrivateLink(config) ? 1 : 0,
    millionQueueCalls: storage.uploadEvents ? (gateway.tasks * MONTH_SECONDS) / UPLOAD_POLL_SECONDS / 1e6 : 0,
    unpriced: [
      ...(observability.containerInsights ? ['Container Insights'] : []),
      ...(temporal.kind === 'cloud' ? ['Temporal Cloud'] : []),
    ],
  };
}

/** Services whose errors are counted and that have no queue: scaler and gateway. */
const LOGS_BESIDES = 2;

function countOf(parts: readonly { readonly count: number }[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}

function hasPrivateLink({ temporal }: Config): boolean {
  return temporal.kind === 'cloud' && temporal.privateLinkService !== undefined;
}

/** By the preferred type. @throws RangeError where there is no price of it */
function instancesOf({ transcode, region }: Config): IdleParts['instances'] {
  if (transcode.kind === 'cpu' || transcode.tasks.min === 0) return [];
  const [type = ''] = transcode.instanceTypes;
  const place = region ?? 'us-east-1';
  const instance = GPU_INSTANCES.get(type);
  const count = transcode.tasks.min;
  const onDemand = transcode.purchase === 'onDemand' ? count : Math.min(count, transcode.onDemandBase);
  const line = (name: string, of: number, usdHour: number | undefined) => {
    if (of === 0) return [];
    if (usdHour === undefined) throw new RangeError(`There is no price of ${name} in ${place} here.`);
    return [{ type: name, count: of, usdHour }];
  };
  return [
    ...line(type, onDemand, instance?.pricePerHourUsd[place]),
    ...line(`${type} Spot`, count - onDemand, spotHour(type, place)),
  ];
}

/** Known of g4dn.xlarge only, in a few regions. */
function spotHour(type: string, region: string): number | undefined {
  const prices: Readonly<Record<string, CardPrices>> = CARD_PRICES;
  return type === 'g4dn.xlarge' ? prices[region]?.spotHour?.usd : undefined;
}

/** For Temporal or its database, webhooks, and the sign-in at the load balancer: one each, if nobody shares them. */
function secretsOf({ temporal, metadata, gateway }: Config): number {
  const named =
    temporal.kind === 'selfHosted' ? [DATABASE_SECRET] : [temporal.apiKeySecret, temporal.certificateSecret];
  const auth = gateway.loadBalancer?.auth;
  const all = [...named, metadata.webhookSecret, auth?.kind === 'oidc' ? auth.clientSecret : null];
  return all.filter((secret) => secret !== undefined && secret !== null).length;
}

/** CDK gives it a name. */
const DATABASE_SECRET = 'of the database';
