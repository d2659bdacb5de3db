import { fargateHour } from './places.ts';
import { MONTH_HOURS, toCents } from './price.ts';
import { CLOUDWATCH, FARGATE, monthly, NAMES, NETWORK, QUEUE, RDS, SECURITY, STORAGE } from './prices.ts';

/** Fargate tasks of one size that are always there. */
export interface IdleTasks {
  readonly what: string;
  readonly count: number;
  /** Units of 1/1024 vCPU. */
  readonly cpu: number;
  readonly memoryMib: number;
  readonly scratchGib: number;
  readonly isSpot: boolean;
}

/** All that a deployment has while nobody uses it. What costs nothing then (gateway endpoints, ECS itself, empty buckets) is not in it. */
export interface IdleParts {
  readonly tasks: readonly IdleTasks[];
  /** Instances that are always there. */
  readonly instances: readonly { readonly type: string; readonly count: number; readonly usdHour: number }[];
  /** GB of disks: of instances that run, and of those that wait, stopped. */
  readonly diskGb: number;
  readonly natGateways: number;
  /** Interface endpoints × zones. */
  readonly endpointZones: number;
  readonly publicIps: number;
  readonly loadBalancers: number;
  readonly database: {
    readonly instance: string;
    readonly storageGib: number;
    readonly multiAz: boolean;
  } | null;
  readonly customMetrics: number;
  /** Calls to CloudWatch in a month, in thousands. */
  readonly thousandMetricCalls: number;
  /** Figures that alarms look at: one that looks at two is billed twice. */
  readonly alarms: number;
  /** The same of those that look every 10 s. */
  readonly fastAlarms: number;
  readonly dashboards: number;
  readonly kmsKeys: number;
  readonly secrets: number;
  /** Written in a month. */
  readonly logGb: number;
  readonly hostedZones: number;
  /** Calls to SQS in a month, in millions. */
  readonly millionQueueCalls: number;
  /** What is there too, and has no price here. */
  readonly unpriced: readonly string[];
}

/** A line of a bill. */
export interface IdleItem {
  readonly what: string;
  readonly quantity: number;
  /** Dollars of a month, in whole cents. */
  readonly usdMonth: number;
}

export interface IdleCost {
  readonly items: readonly IdleItem[];
  /** The sum of the items. */
  readonly usdMonth: number;
  /** What has no price here, and is missing in the sum. */
  readonly unpriced: readonly string[];
}

/** What {@link IdleParts} cost for a month of 730 hours at list prices, without free tiers. */
export function idleCost(parts: IdleParts): IdleCost {
  const { database } = parts;
  const line = (what: string, quantity: number, usdEach: number): IdleItem => ({
    what,
    quantity,
    usdMonth: toCents(quantity * usdEach),
  });
  const zones = database?.multiAz ? 2 : 1;
  const databaseHour = database ? instanceHour(database.instance) : null;
  const items = [
    ...parts.tasks.map((tasks) => line(taskLine(tasks), tasks.count, taskMonth(tasks))),
    ...parts.instances.map(({ type, count, usdHour }) => line(type, count, usdHour * MONTH_HOURS)),
    line('GB of disks of instances', parts.diskGb, STORAGE.diskGbMonth.usd),
    line('NAT gateways', parts.natGateways, monthly(NETWORK.natGatewayHour)),
    line('interface endpoints × zones', parts.endpointZones, monthly(NETWORK.interfaceEndpointHour)),
    line('public IPv4 addresses', parts.publicIps, monthly(NETWORK.publicIpv4Hour)),
    line('load balancers', parts.loadBalancers, monthly(NETWORK.loadBalancerHour)),
    ...(database && databaseHour !== null ? [line(`RDS ${database.instance}`, zones, databaseHour * MONTH_HOURS)] : []),
    line('GB of RDS storage', (database?.storageGib ?? 0) * zones, RDS.gbMonth.usd),
    line('custom metrics', parts.customMetrics, CLOUDWATCH.metricMonth.usd),
    line('thousand calls that publish them', parts.thousandMetricCalls, CLOUDWATCH.thousandRequests.usd),
    line('alarms', parts.alarms, CLOUDWATCH.alarmMonth.usd),
    line('alarms of 10 s', parts.fastAlarms, CLOUDWATCH.fastAlarmMonth.usd),
    line('dashboards', parts.dashboards, CLOUDWATCH.dashboardMonth.usd),
    line('KMS keys', parts.kmsKeys, SECURITY.kmsKeyMonth.usd),
    line('secrets', parts.secrets, SECURITY.secretMonth.usd),
    line('GB of logs', parts.logGb, CLOUDWATCH.logGb.usd),
    line('hosted zones', parts.hostedZones, NAMES.hostedZoneMonth.usd),
    line('million calls to SQS', parts.millionQueueCalls, QUEUE.millionCalls.usd),
  ].filter(({ quantity }) => quantity > 0);
  return {
    items,
    usdMonth: toCents(items.reduce((total, { usdMonth }) => total + usdMonth, 0)),
    unpriced: [...(database && databaseHour === null ? [`RDS ${database.instance}`] : []), ...parts.unpriced],
  };
}

const taskLine = ({ what, isSpot, cpu, memoryMib }: IdleTasks) =>
  `${what}: Fargate${isSpot ? ' Spot' : ''}, ${cpu / 1024} vCPU, ${memoryMib / 1024} GB`;

function taskMonth({ cpu, memoryMib, scratchGib, isSpot }: IdleTasks): number {
  const scratchGb = Math.max(scratchGib, FARGATE.scratchIncludedGb);
  return fargateHour({ vcpus: cpu / 1024, memoryGb: memoryMib / 1024, scratchGb }, isSpot) * MONTH_HOURS;
}

/** Dollars; `null` where we know none. */
function instanceHour(type: string): number | null {
  const prices: Readonly<Record<string, { readonly usd: number }>> = RDS.instanceHour;
  return prices[type]?.usd ?? null;
}
