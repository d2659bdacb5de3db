import { describe, expect, it } from 'vitest';
import { type IdleParts, idleCost } from '../../../../services/core/cost/index.ts';

const NOTHING: IdleParts = {
  tasks: [],
  instances: [],
  diskGb: 0,
  natGateways: 0,
  endpointZones: 0,
  publicIps: 0,
  loadBalancers: 0,
  database: null,
  customMetrics: 0,
  thousandMetricCalls: 0,
  alarms: 0,
  fastAlarms: 0,
  dashboards: 0,
  kmsKeys: 0,
  secrets: 0,
  logGb: 0,
  hostedZones: 0,
  millionQueueCalls: 0,
  unpriced: [],
};
const task = { what: 'workflow', count: 1, cpu: 1024, memoryMib: 2048, scratchGib: 20, isSpot: false };
const database = { instance: 't4g.micro', storageGib: 20, multiAz: false };

describe('the cost of a month', () => {
  it('of nothing is nothing', () => {
    expect(idleCost(NOTHING)).toEqual({ items: [], usdMonth: 0, unpriced: [] });
  });

  it.each<[string, Partial<IdleParts>, number]>([
    ['a task of 1 vCPU and 2 GB', { tasks: [task] }, 36.04],
    ['the same on Spot', { tasks: [{ ...task, isSpot: true }] }, 10.81],
    ['30 GB of scratch space more', { tasks: [{ ...task, scratchGib: 50 }] }, 38.47],
    ['a graphics card', { instances: [{ type: 'g4dn.xlarge', count: 1, usdHour: 0.526 }] }, 383.98],
    ['a NAT gateway with its address', { natGateways: 1, publicIps: 1 }, 36.5],
    ['eight endpoints in two zones', { endpointZones: 16 }, 116.8],
    ['a load balancer', { loadBalancers: 1 }, 16.43],
    ['a database', { database }, 13.98],
    ['a database in two zones', { database: { ...database, multiAz: true } }, 27.96],
    ['32 metrics, and calls each 10 s', { customMetrics: 32, thousandMetricCalls: 262.8 }, 12.23],
    ['alarms', { alarms: 10, fastAlarms: 4 }, 2.2],
    ['a private zone, and polling a queue', { hostedZones: 1, millionQueueCalls: 0.1314 }, 0.55],
    ['a dashboard, a key, two secrets, 1 GB of logs', { dashboards: 1, kmsKeys: 1, secrets: 2, logGb: 1 }, 5.3],
  ])('%s', (_what, parts, usd) => {
    expect(idleCost({ ...NOTHING, ...parts }).usdMonth).toBe(usd);
  });

  it('adds up its lines, to the cent, and leaves out what there is none of', () => {
    const { items, usdMonth } = idleCost({ ...NOTHING, tasks: [task], kmsKeys: 1, natGateways: 1 });
    expect(items).toEqual([
      { what: 'workflow: Fargate, 1 vCPU, 2 GB', quantity: 1, usdMonth: 36.04 },
      { what: 'NAT gateways', quantity: 1, usdMonth: 32.85 },
      { what: 'KMS keys', quantity: 1, usdMonth: 1 },
    ]);
    expect(usdMonth).toBe(69.89);
  });

  it('names what it has no price of', () => {
    const huge = { ...database, instance: 'x9g.huge' };
    const { unpriced, usdMonth } = idleCost({ ...NOTHING, database: huge, unpriced: ['Container Insights'] });
    expect([unpriced, usdMonth]).toEqual([['RDS x9g.huge', 'Container Insights'], 2.3]);
  });
});
