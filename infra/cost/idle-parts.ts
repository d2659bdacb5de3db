import {
  gpuInstance,
  type IdleParts,
  type IdleTasks,
  instancePrices,
  isGpuInstanceType,
  MONTH_HOURS,
  type PricedRegion,
} from '../../services/core/cost/index.ts';
import type { Config } from '../config/schema.ts';

/** Figures of each queue that the scaler publishes, and its queues (docs/decisions/0015-scaling-on-aws.md). */
const METRICS = { each: 8, queues: { gpu: 4, cpu: 3 } } as const;
/** The step policy of a queue has an alarm for too few tasks and one for too many, each of 10 s. */
const FAST_ALARMS_PER_QUEUE = 2;
/** For each queue: target tracking (two of its own), old work, a queue that is not seen. */
const ALARMS_PER_QUEUE = 4;
/** The scaler's task. */
const SCALER = { cpu: 256, memoryMib: 512 } as const;
/** In isolated subnets: ecr.api, ecr.dkr, logs, monitoring, secretsmanager, ecs; hosts of ECS: ecs-agent, ecs-telemetry. */
const ENDPOINTS = { all: 6, hosts: 2 } as const;
/** What comes with a Fargate task. */
const TASK_GIB = 20;
/** Nobody has measured what an idle deployment logs. */
export const ASSUMED_LOG_GB = 1;

/** What a deployment has while it has nothing to do: its services at their least. @param region whose prices instances have */
export function idlePartsOf(config: Config, region: PricedRegion = 'us-east-1'): IdleParts {
  const { network, storage, temporal, gateway, observability } = config;
  const tasks = tasksOf(config).filter(({ count }) => count > 0);
  const instances = instancesOf(config, region);
  const running = [...tasks, ...instances].reduce((sum, { count }) => sum + count, 0);
  const zones = network.availabilityZones;
  const isFacing = gateway.loadBalancer?.internetFacing ?? false;
  const nats = network.egress === 'nat' ? network.natGateways : 0;
  const queues = METRICS.queues[config.transcode.kind];
  return {
    tasks,
    instances,
    diskGb: disksOf(
      config,
      instances.reduce((sum, { count }) => sum + count, 0),
    ),
    natGateways: nats,
    endpointZones: network.egress === 'endpoints' ? endpointsOf(config) * zones : 0,
    publicIps: nats + (network.egress === 'publicIp' ? running : 0) + (isFacing ? zones : 0),
    loadBalancers: gateway.loadBalancer ? 1 : 0,
    database:
      temporal.kind === 'selfHosted'
        ? { instance: temporal.databaseInstance, storageGib: temporal.storageGib, multiAz: temporal.multiAz }
        : null,
    customMetrics: METRICS.each * queues,
    thousandMetricCalls: (MONTH_HOURS * 3600) / config.scaling.everySeconds / 1000,
    alarms: ALARMS_PER_QUEUE * queues,
    fastAlarms: FAST_ALARMS_PER_QUEUE * queues,
    dashboards: observability.dashboard ? 1 : 0,
    kmsKeys: storage.encryption === 'kms' ? 1 : 0,
    secrets: secretsOf(config),
    logGb: ASSUMED_LOG_GB,
  };
}

function tasksOf({ workflow, metadata, transcode, gateway, temporal }: Config): IdleTasks[] {
  const service = (
    what: string,
    count: number,
    { cpu, memory, scratchGib = TASK_GIB }: { cpu: number; memory: number; scratchGib?: number },
    isSpot = false,
  ): IdleTasks => ({ what, count, cpu, memoryMib: memory, scratchGib, isSpot });
  const onDemand = Math.min(metadata.onDemandBase, metadata.tasks.min);
  const cpuFleet = transcode.kind === 'gpu' ? transcode.cpuFallback : transcode;
  const isSpot = transcode.kind === 'gpu' || transcode.purchase === 'spot';
  return [
    service('workflow', workflow.tasks.min, workflow),
    service('metadata', onDemand, metadata),
    service('metadata', metadata.tasks.min - onDemand, metadata, true),
    service('transcode by CPU', cpuFleet.tasks.min, cpuFleet, isSpot),
    service('gateway', gateway.tasks, gateway),
    service('scaler', 1, { cpu: SCALER.cpu, memory: SCALER.memoryMib }),
    ...(temporal.kind === 'selfHosted' ? [service('Temporal', 1, temporal)] : []),
  ];
}

/** By the preferred type's price. @throws RangeError for one that there is no price of here */
function instancesOf({ transcode }: Config, region: PricedRegion): IdleParts['instances'] {
  if (transcode.kind === 'cpu' || transcode.tasks.min === 0) return [];
  const [type = ''] = transcode.instanceTypes;
  const count = Math.ceil((transcode.tasks.min * transcode.gpus) / (gpuInstance(type)?.gpus ?? 1));
  const onDemand = transcode.purchase === 'onDemand' ? count : Math.min(count, transcode.onDemandBase);
  const prices = isGpuInstanceType(type) ? instancePrices(region, type) : { onDemandHour: null, spotHour: null };
  const line = (name: string, of: number, price: { readonly usd: number } | null) => {
    if (of > 0 && !price) throw new RangeError(`there is no price of ${name} in ${region}`);
    return price && of > 0 ? [{ type: name, count: of, usdHour: price.usd }] : [];
  };
  return [...line(type, onDemand, prices.onDemandHour), ...line(`${type} Spot`, count - onDemand, prices.spotHour)];
}

/** Root volumes, of stopped instances as well. */
function disksOf({ transcode }: Config, running: number): number {
  return transcode.kind === 'gpu' ? transcode.diskGib * (running + transcode.warmPool) : 0;
}

function endpointsOf({ transcode, temporal }: Config): number {
  const hosts = transcode.kind === 'gpu' ? ENDPOINTS.hosts : 0;
  const privateLink = temporal.kind === 'cloud' && temporal.privateLinkService !== undefined ? 1 : 0;
  return ENDPOINTS.all + hosts + privateLink;
}

/** For Temporal, its database, webhooks, and the sign-in at the load balancer. */
function secretsOf({ temporal, gateway }: Config): number {
  const toTemporal =
    temporal.kind === 'selfHosted'
      ? 1
      : Number(temporal.apiKeySecret !== undefined) + Number(temporal.certificateSecret !== undefined);
  return 1 + toTemporal + Number(gateway.loadBalancer?.auth.kind === 'oidc');
}
