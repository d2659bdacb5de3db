import type { Config } from '../../config/schema.ts';
import type { Check } from '../check.ts';
import { judgeQuota, type Need, QUOTA_ACTION, type Quota } from '../quota.ts';

const ON_DEMAND: Quota = { service: 'fargate', code: 'L-3032A538', what: 'vCPUs on Fargate on demand' };
const SPOT: Quota = { service: 'fargate', code: 'L-36FBB829', what: 'vCPUs on Fargate Spot' };
const UNITS = 1_024;
/** The scaler's own task. */
const SCALER_VCPUS = 0.25;

interface Use {
  /** The key that says how many. */
  readonly key: string;
  readonly spot: boolean;
  readonly tasks: number;
  readonly cpu: number;
}

/** The account may run all tasks on Fargate at once, when each service has as many as it may have. */
export const fargateQuota: Check = {
  name: 'Fargate quota',
  needs: QUOTA_ACTION,
  look: ({ config, region, clients: { quotas } }, name) =>
    Promise.all(needs(config).map((need) => judgeQuota(quotas, name, region, need))),
};

function needs(config: Config): Need[] {
  const uses = usesOf(config);
  return [ON_DEMAND, SPOT].flatMap((quota): Need[] => {
    const of = uses.filter(({ spot }) => spot === (quota === SPOT));
    const vcpus = (use: Use) => (use.tasks * use.cpu) / UNITS;
    const sum = of.reduce((total, use) => total + vcpus(use), quota === SPOT ? 0 : SCALER_VCPUS);
    const [largest] = of.sort((a, b) => vcpus(b) - vcpus(a));
    return largest && sum > 0 ? [{ quota, key: largest.key, needed: Math.ceil(sum) }] : [];
  });
}

function usesOf({ workflow, metadata, transcode, gateway, temporal }: Config): Use[] {
  const { onDemandBase } = metadata;
  return [
    { key: 'workflow.tasks.max', spot: false, tasks: workflow.tasks.max, cpu: workflow.cpu },
    { key: 'gateway.tasks', spot: false, tasks: gateway.tasks, cpu: gateway.cpu },
    { key: 'metadata.onDemandBase', spot: false, tasks: onDemandBase, cpu: metadata.cpu },
    { key: 'metadata.tasks.max', spot: true, tasks: metadata.tasks.max - onDemandBase, cpu: metadata.cpu },
    ...(temporal.kind === 'selfHosted' ? [{ key: 'temporal.cpu', spot: false, tasks: 1, cpu: temporal.cpu }] : []),
    transcode.kind === 'cpu'
      ? {
          key: 'transcode.tasks.max',
          spot: transcode.purchase === 'spot',
          tasks: transcode.tasks.max,
          cpu: transcode.cpu,
        }
      : {
          key: 'transcode.cpuFallback.tasks.max',
          spot: true,
          tasks: transcode.cpuFallback.tasks.max,
          cpu: transcode.cpuFallback.cpu,
        },
  ];
}
