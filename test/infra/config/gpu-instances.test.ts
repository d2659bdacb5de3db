import { describe, expect, it } from 'vitest';
import { GPU_INSTANCES } from '../../../infra/catalog/gpu-instances.ts';

describe('the catalogue of GPU instances', () => {
  /** As the source has them: two regions of each family, and sizes other than xlarge. */
  it.each([
    ['g4dn.xlarge', 'us-east-1', 0.526],
    ['g4dn.xlarge', 'eu-west-2', 0.615],
    ['g4dn.12xlarge', 'us-west-1', 4.694],
    ['g4dn.12xlarge', 'eu-north-1', 4.15],
    ['g4dn.16xlarge', 'af-south-1', 5.774],
    ['g4dn.16xlarge', 'ap-southeast-1', 6.089],
    ['g5.8xlarge', 'us-west-2', 2.448],
    ['g5.12xlarge', 'ap-east-1', 8.7324],
    ['g5.12xlarge', 'me-central-1', 6.9575],
    ['g6.8xlarge', 'eu-south-2', 2.12253],
    ['g6.8xlarge', 'me-central-1', 2.47355],
  ])('has the price of %s in %s within a thousandth', (type, region, usd) => {
    const price = GPU_INSTANCES.get(type)?.pricePerHourUsd[region] ?? 0;
    expect(Math.abs(price / usd - 1)).toBeLessThan(0.001);
  });

  it('has prices only where the type is offered', () => {
    for (const { regions, pricePerHourUsd } of GPU_INSTANCES.values()) {
      expect(regions).toEqual(expect.arrayContaining(Object.keys(pricePerHourUsd)));
    }
  });
});
