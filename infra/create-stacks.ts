import { type App, type Environment, type Stack, Tags } from 'aws-cdk-lib';
import type { Config } from './config/schema.ts';
import type { Platform } from './constructs/platform.ts';
import { PART_TAG, tagAll } from './constructs/tags.ts';
import { acknowledge } from './nag/acknowledge.ts';
import { ClusterStack } from './stacks/cluster-stack.ts';
import { GatewayStack } from './stacks/gateway-stack.ts';
import { MetadataStack } from './stacks/metadata-stack.ts';
import { NetworkStack } from './stacks/network-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { ScalerStack } from './stacks/scaler-stack.ts';
import { StorageStack } from './stacks/storage-stack.ts';
import { needsTemporalStack, TemporalStack } from './stacks/temporal-stack.ts';
import { TranscodeStack } from './stacks/transcode-stack.ts';
import { WorkflowStack } from './stacks/workflow-stack.ts';

/** All stacks of a deployment, one for each concern: what `cdk` deploys, tests look at, and the simulator reads. */
export function createStacks(app: App, config: Config): readonly Stack[] {
  const stacks: Stack[] = [];
  const make = <S extends Stack>(
    part: string,
    description: string,
    create: (id: string, props: CommonProps) => S,
  ): S => {
    const env: Environment = {
      ...(config.account ? { account: config.account } : {}),
      ...(config.region ? { region: config.region } : {}),
    };
    const stack = create(`${config.name}-${part}`, {
      config,
      env,
      description: `Fanout ${config.name}: ${description}`,
    });
    Tags.of(stack).add(PART_TAG, part);
    stacks.push(stack);
    return stack;
  };

  const network = make('network', 'network', (id, props) => new NetworkStack(app, id, props)).places;
  const storage = make('storage', 'buckets', (id, props) => new StorageStack(app, id, props));
  const { cluster, gpuProvider } = make('cluster', 'where tasks run', (id, props) => {
    return new ClusterStack(app, id, { ...props, network });
  });
  const temporal = needsTemporalStack(config)
    ? make('temporal', 'Temporal', (id, props) => new TemporalStack(app, id, { ...props, network, cluster }))
    : null;
  const platform: Platform = { network, cluster, storage };
  const workflow = make(
    'workflow',
    'workflow workers',
    (id, props) => new WorkflowStack(app, id, { ...props, platform }),
  );
  const metadata = make(
    'metadata',
    'metadata workers',
    (id, props) => new MetadataStack(app, id, { ...props, platform }),
  );
  const transcode = make('transcode', 'transcode workers', (id, props) => {
    return new TranscodeStack(app, id, { ...props, platform, gpuProvider });
  });
  const scaler = make('scaler', 'scaler', (id, props) => new ScalerStack(app, id, { ...props, platform }));
  const gateway = make('gateway', 'gateway', (id, props) => {
    const { uploads, accessLogs } = storage;
    return new GatewayStack(app, id, {
      ...props,
      platform,
      ...(uploads ? { uploads } : {}),
      ...(accessLogs ? { accessLogs } : {}),
    });
  });
  // Services wait for a Temporal server of this deployment; their tasks would only fail until it is there.
  if (temporal) for (const user of [workflow, metadata, transcode, scaler, gateway]) user.addStackDependency(temporal);
  make('observability', 'dashboard and alarms', (id, props) => {
    return new ObservabilityStack(app, id, {
      ...props,
      ...(storage.deadLetters ? { deadLetters: storage.deadLetters } : {}),
      logs: [
        { part: 'workflow', logs: workflow.worker.logs },
        { part: 'metadata', logs: metadata.worker.logs },
        ...transcode.logs,
        { part: 'scaler', logs: scaler.worker.logs },
        { part: 'gateway', logs: gateway.worker.logs },
      ],
    });
  });
  acknowledge(app, {
    ECS2: 'The environment has names and limits; secrets are in Secrets Manager, and given by reference.',
  });
  tagAll(app, config);
  return stacks;
}

interface CommonProps {
  readonly config: Config;
  readonly env: Environment;
  readonly description: string;
}
