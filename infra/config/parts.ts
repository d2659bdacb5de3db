import type { Config } from './schema.ts';

export type GpuConfig = Extract<Config['transcode'], { kind: 'gpu' }>;
export type LoadBalancerConfig = NonNullable<Config['gateway']['loadBalancer']>;
export type CloudFrontConfig = NonNullable<Config['storage']['cloudFront']>;
export type SelfHostedTemporal = Extract<Config['temporal'], { kind: 'selfHosted' }>;
