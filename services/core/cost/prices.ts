import { MONTH_HOURS, type Price } from './price.ts';

/*
 * List prices of us-east-1, without free tiers, discounts and taxes. None was asked of AWS: each says who wrote it down, and
 * when. Regions differ by up to a third.
 */

/** AWS's own list of what a solution of theirs costs, which repeats the price pages of many services. */
const solutions = (usd: number): Price => ({
  usd,
  source: 'docs.aws.amazon.com/solutions/latest/automated-security-response-on-aws/cost.html',
  date: '2026-11',
  checked: true,
});
const vantage = (usd: number): Price => ({ usd, source: 'vantage.sh; wring.co', date: '2026-03', checked: true });
const rds = (usd: number): Price => ({
  usd,
  source: 'infratally.com/articles/aws-rds-pricing-explained-2026.html',
  date: '2026',
  checked: true,
});
const network = (usd: number): Price => ({
  usd,
  source: 'help-toolz.com/blog/why-your-aws-bill-is-3x-your-estimate',
  date: '2026',
  checked: true,
});
const remembered = (usd: number): Price => ({ usd, source: 'from memory', date: '2026-11', checked: false });

/** Fargate, Linux on x86. */
export const FARGATE = {
  vcpuHour: vantage(0.04048),
  gbHour: vantage(0.004445),
  /** Of scratch space beyond the 20 GB that come with a task. */
  scratchGbHour: vantage(0.000111),
  scratchIncludedGb: 20,
  /** Of vCPUs and memory that Spot takes off at most; it follows supply. Scratch space has no Spot price. */
  spotDiscount: { share: 0.7, source: 'vantage.sh; wring.co', date: '2026-03', checked: true },
} as const;

export const NETWORK = {
  natGatewayHour: network(0.045),
  natGb: network(0.045),
  /** In each zone. */
  interfaceEndpointHour: network(0.01),
  publicIpv4Hour: remembered(0.005),
  /** Without what it carries: $0.008 an hour for each capacity unit. */
  loadBalancerHour: remembered(0.0225),
} as const;

/** PostgreSQL in one zone; two cost twice as much. */
export const RDS = {
  instanceHour: {
    't4g.micro': rds(0.016),
    't4g.small': rds(0.032),
    't4g.medium': rds(0.065),
    't4g.large': remembered(0.129),
    'm7g.large': remembered(0.168),
    'm7g.xlarge': remembered(0.337),
  },
  gbMonth: {
    usd: 0.115,
    source: 'usage.ai/blogs/aws/reserved-instances/rds/pricing-calculator',
    date: '2026-06',
    checked: true,
  },
} as const satisfies { instanceHour: Readonly<Record<string, Price>>; gbMonth: Price };

export const CLOUDWATCH = {
  metricMonth: solutions(0.3),
  alarmMonth: solutions(0.1),
  /** Alarms that look more often than each minute. */
  fastAlarmMonth: solutions(0.3),
  dashboardMonth: solutions(3),
  logGb: solutions(0.5),
  thousandRequests: solutions(0.01),
} as const;

/** SQS, beyond the first million of a month, which is free and counted here all the same. */
export const QUEUE = { millionCalls: solutions(0.4) } as const;

/** Names that only a VPC knows (Route 53). */
export const NAMES = { hostedZoneMonth: remembered(0.5) } as const;

export const SECURITY = { kmsKeyMonth: solutions(1), secretMonth: solutions(0.4) } as const;

export const STORAGE = {
  s3GbMonth: solutions(0.023),
  thousandPuts: solutions(0.005),
  thousandGets: solutions(0.0004),
  /** To viewers in North America and Europe, the first 10 TB. */
  cloudFrontGb: solutions(0.085),
  /** To viewers from S3 itself. */
  egressGb: { usd: 0.09, source: 'projecthelena.com/blog/aws-bill-breakdown-2026', date: '2026', checked: true },
  /** Of stopped instances and of GPU instances' root volumes (gp3). */
  diskGbMonth: remembered(0.08),
} as const;

/** What an hour of a thing costs, for a month. */
export function monthly(hour: Price): number {
  return hour.usd * MONTH_HOURS;
}
