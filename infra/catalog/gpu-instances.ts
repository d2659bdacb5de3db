/*
 * The instance types with NVENC that may be configured: what they are, where they are offered and what they cost.
 *
 * Sources, read on 2026-11-25:
 * - sizes and regions: EC2's DescribeInstanceTypes and DescribeInstanceTypeOfferings, as recorded in moto 5.2.5 (PyPI);
 *   in each family all sizes are offered in the same regions.
 * - prices: USD an hour, Linux, on demand, without tax. Of xlarge in each region, and of g4dn.12xlarge, g5.8xlarge, g5.12xlarge
 *   and g6.8xlarge in us-east-1: catalogs/v8/aws/vms.csv of skypilot-org/skypilot-catalog at
 *   00148f2af3672e2229b4f7bf8157d5a3f36e3c35, which has no price of some regions. Of the other sizes in us-east-1: price
 *   tables in public repositories that agree with each other, and not looked up in that file. Elsewhere a size is taken to
 *   cost what xlarge does there, times what the two are to each other in us-east-1: so it was for each of the 11 pairs
 *   that were compared (gpu-instances.test.ts).
 */

export interface GpuInstance {
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly gpu: 'T4' | 'A10G' | 'L4';
  /** Instance store, of all its disks. */
  readonly nvmeGb: number;
  readonly regions: readonly string[];
  /** USD an hour on demand, by region; a region may offer it and have no known price. */
  readonly pricePerHourUsd: Readonly<Record<string, number>>;
}

/** vCPUs, GiB of memory, GPUs, GB of instance store, USD an hour in us-east-1. */
type Size = readonly [vcpus: number, memoryGib: number, gpus: number, nvmeGb: number, usd: number];

interface Family {
  readonly gpu: GpuInstance['gpu'];
  readonly sizes: Readonly<Record<string, Size>>;
  /** USD an hour of xlarge; null: offered at a price that is not known. */
  readonly regions: Readonly<Record<string, number | null>>;
}

const FAMILIES: Readonly<Record<string, Family>> = {
  g4dn: {
    gpu: 'T4',
    sizes: {
      xlarge: [4, 16, 1, 125, 0.526],
      '2xlarge': [8, 32, 1, 225, 0.752],
      '4xlarge': [16, 64, 1, 225, 1.204],
      '8xlarge': [32, 128, 1, 900, 2.176],
      '12xlarge': [48, 192, 4, 900, 3.912],
      '16xlarge': [64, 256, 1, 900, 4.352],
    },
    regions: {
      'af-south-1': 0.698,
      'ap-east-1': 0.81,
      'ap-northeast-1': 0.71,
      'ap-northeast-2': 0.647,
      'ap-northeast-3': 0.71,
      'ap-south-1': 0.579,
      'ap-southeast-1': 0.736,
      'ap-southeast-2': 0.684,
      'ca-central-1': 0.584,
      'eu-central-1': 0.658,
      'eu-north-1': 0.558,
      'eu-south-1': 0.616,
      'eu-west-1': 0.587,
      'eu-west-2': 0.615,
      'eu-west-3': 0.615,
      'me-south-1': 0.645,
      'sa-east-1': null,
      'us-east-1': 0.526,
      'us-east-2': 0.526,
      'us-west-1': 0.631,
      'us-west-2': 0.526,
    },
  },
  g5: {
    gpu: 'A10G',
    sizes: {
      xlarge: [4, 16, 1, 250, 1.006],
      '2xlarge': [8, 32, 1, 450, 1.212],
      '4xlarge': [16, 64, 1, 600, 1.624],
      '8xlarge': [32, 128, 1, 900, 2.448],
      '12xlarge': [48, 192, 4, 3_800, 5.672],
      '16xlarge': [64, 256, 1, 1_900, 4.096],
      '24xlarge': [96, 384, 4, 3_800, 8.144],
      '48xlarge': [192, 768, 8, 7_600, 16.288],
    },
    regions: {
      'ap-east-1': 1.5488,
      'ap-northeast-1': 1.459,
      'ap-northeast-2': 1.237,
      'ap-south-1': 1.208,
      'ap-southeast-2': 1.308,
      'ap-southeast-3': 1.408,
      'ca-central-1': 1.117,
      'eu-central-1': 1.258,
      'eu-north-1': 1.067,
      'eu-south-2': null,
      'eu-west-1': 1.123,
      'eu-west-2': 1.277,
      'eu-west-3': null,
      'il-central-1': null,
      'me-central-1': 1.234,
      'sa-east-1': null,
      'us-east-1': 1.006,
      'us-east-2': 1.006,
      'us-west-2': 1.006,
    },
  },
  g6: {
    gpu: 'L4',
    sizes: {
      xlarge: [4, 16, 1, 250, 0.8048],
      '2xlarge': [8, 32, 1, 450, 0.9776],
      '4xlarge': [16, 64, 1, 600, 1.3232],
      '8xlarge': [32, 128, 1, 900, 2.0144],
      '12xlarge': [48, 192, 4, 3_760, 4.6016],
      '16xlarge': [64, 256, 1, 1_880, 3.3968],
      '24xlarge': [96, 384, 4, 3_760, 6.6752],
      '48xlarge': [192, 768, 8, 7_520, 13.3504],
    },
    regions: {
      'ap-northeast-1': 1.1672,
      'ap-northeast-2': 0.9896,
      'ap-south-1': 0.9664,
      'ap-south-2': null,
      'ap-southeast-2': 1.0464,
      'ap-southeast-5': null,
      'ca-central-1': 0.8936,
      'eu-central-1': 1.0064,
      'eu-central-2': null,
      'eu-north-1': 0.8536,
      'eu-south-2': 0.848,
      'eu-west-2': 1.0216,
      'eu-west-3': 1.0216,
      'me-central-1': 0.98824,
      'sa-east-1': null,
      'us-east-1': 0.8048,
      'us-east-2': 0.8048,
      'us-west-2': 0.8048,
    },
  },
};

/** By type, e.g. `g4dn.xlarge`. */
export const GPU_INSTANCES: ReadonlyMap<string, GpuInstance> = new Map(
  Object.entries(FAMILIES).flatMap(([family, { gpu, sizes, regions }]) =>
    Object.entries(sizes).map(([size, [vcpus, memoryGib, gpus, nvmeGb, usd]]) => [
      `${family}.${size}`,
      {
        vcpus,
        memoryMib: memoryGib * 1_024,
        gpus,
        gpu,
        nvmeGb,
        regions: Object.keys(regions),
        pricePerHourUsd: pricesOf(regions, usd / (sizes.xlarge?.[4] ?? usd)),
      },
    ]),
  ),
);

function pricesOf(regions: Family['regions'], factor: number): Record<string, number> {
  const known = Object.entries(regions).filter((entry): entry is [string, number] => entry[1] !== null);
  return Object.fromEntries(known.map(([region, usd]) => [region, Number((usd * factor).toFixed(4))]));
}
