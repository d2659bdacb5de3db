import {
  CARD_INSTANCE,
  CARD_PRICES,
  type CardPrices,
  CLOUDWATCH,
  FARGATE,
  MEDIACONVERT_MINUTE,
  NAMES,
  NETWORK,
  type Price,
  QUEUE,
  RDS,
  SECURITY,
  STORAGE,
} from '../../services/core/cost/index.ts';
import { table } from './table.ts';

type Named = readonly [what: string, price: Price];

/** Every price, with its source and its date. */
export function pricesTable(): string {
  const rows = [...instances(), ...others()].map(([what, { usd, source, date, checked }]) => [
    what,
    `$${usd}`,
    checked ? source : 'from memory, not checked',
    date,
  ]);
  return table([['what', 'price', 'source', 'of'], ...rows]);
}

function instances(): Named[] {
  return Object.entries<CardPrices>(CARD_PRICES).flatMap(([region, { onDemandHour, spotHour }]) => [
    [`${CARD_INSTANCE.type} on demand, hour, ${region}`, onDemandHour] as const,
    ...(spotHour ? [[`${CARD_INSTANCE.type} Spot at most, hour, ${region}`, spotHour] as const] : []),
  ]);
}

function others(): Named[] {
  return [
    ['Fargate vCPU, hour', FARGATE.vcpuHour],
    ['Fargate GB of memory, hour', FARGATE.gbHour],
    ['Fargate GB of scratch space beyond 20, hour', FARGATE.scratchGbHour],
    ['NAT gateway, hour', NETWORK.natGatewayHour],
    ['NAT gateway, GB', NETWORK.natGb],
    ['interface endpoint in a zone, hour', NETWORK.interfaceEndpointHour],
    ['public IPv4 address, hour', NETWORK.publicIpv4Hour],
    ['load balancer, hour', NETWORK.loadBalancerHour],
    ...Object.entries(RDS.instanceHour).map(([type, price]): Named => [`RDS PostgreSQL ${type}, hour`, price]),
    ['RDS storage, GB and month', RDS.gbMonth],
    ['CloudWatch custom metric, month', CLOUDWATCH.metricMonth],
    ['CloudWatch, thousand calls', CLOUDWATCH.thousandRequests],
    ['CloudWatch alarm, month', CLOUDWATCH.alarmMonth],
    ['CloudWatch alarm of 10 s, month', CLOUDWATCH.fastAlarmMonth],
    ['CloudWatch dashboard, month', CLOUDWATCH.dashboardMonth],
    ['CloudWatch logs, GB', CLOUDWATCH.logGb],
    ['SQS, million calls', QUEUE.millionCalls],
    ['Route 53 hosted zone, month', NAMES.hostedZoneMonth],
    ['KMS key, month', SECURITY.kmsKeyMonth],
    ['secret, month', SECURITY.secretMonth],
    ['S3, GB and month', STORAGE.s3GbMonth],
    ['S3, thousand writes', STORAGE.thousandPuts],
    ['S3, thousand reads', STORAGE.thousandGets],
    ['CloudFront, GB', STORAGE.cloudFrontGb],
    ['S3 to the internet, GB', STORAGE.egressGb],
    ['disk (gp3), GB and month', STORAGE.diskGbMonth],
    ['MediaConvert Basic, minute of SD', MEDIACONVERT_MINUTE.sd],
    ['MediaConvert Basic, minute of HD', MEDIACONVERT_MINUTE.hd],
    ['MediaConvert Basic, minute of 4K', MEDIACONVERT_MINUTE.uhd],
  ];
}
