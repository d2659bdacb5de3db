import {
  DeleteServiceCommand,
  GetTaskProtectionCommand,
  ListTasksCommand,
  UpdateTaskProtectionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scalingFromEnv } from '../../services/core/index.ts';
import { connectAws } from '../../services/scaler/aws/index.ts';
import { Gauges } from '../../services/scaler/gauges.ts';
import { type Observation, withServices } from '../../services/scaler/observe.ts';
import { Scaler } from '../../services/scaler/scaler.ts';
import { TestStack } from '../support/stack.ts';
import { CLUSTER, startServices } from './ecs-fixture.ts';
import { maximumOf, sumsOf } from './metrics.ts';
import { type Ministack, startMinistack } from './ministack.ts';

/*
 * The scaler against an emulator of ECS and CloudWatch, by the SDK as on AWS. The emulator stores figures and does not act on
 * them: where Application Auto Scaling would, the test does.
 */

const QUEUE = 'transcode-queue';
const SERVICES = '{"transcode-queue":"fanout-transcode","metadata-queue":"fanout-metadata"}';

let ministack: Ministack;
let ecs: Awaited<ReturnType<typeof startServices>>;
beforeAll(async () => {
  ministack = await startMinistack();
  Object.assign(process.env, ministack.env);
  ecs = await startServices({ 'fanout-transcode': 0, 'fanout-metadata': 1 });
});
afterAll(async () => {
  ecs?.client.destroy();
  await ministack?.stop();
});

/** What the scaler has of AWS, with the lines that it logs. */
async function connected(env: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const note = (line: string) => lines.push(line);
  const names = { FANOUT_ECS_CLUSTER: CLUSTER, FANOUT_ECS_SERVICES: SERVICES };
  const aws = await connectAws({ ...names, ...env }, 10, { info: note, warn: note } as never);
  const { publisher, services } = aws;
  if (!services) throw new Error('there are services');
  return { ...aws, publisher, services, lines };
}

const calm = { backlog: 0, ageSeconds: 0, inFlight: 0, tasks: 0, busy: 0, slots: null };
const nothing: Observation = { workflow: calm, metadata: calm, transcode: calm, transcodeCpu: calm };

describe('the scaler on AWS', () => {
  it('publishes figures by which a service comes from none to all that it needs in one step', async () => {
    const namespace = 'Fanout/one-step';
    const { services, publisher, lines, close } = await connected({ FANOUT_CLOUDWATCH_NAMESPACE: namespace });
    const note = (line: string) => lines.push(line);
    let ordered = 0;
    const scaler = new Scaler({
      names: services.names,
      observe: async () => withServices({ ...nothing, transcode: { ...calm, backlog: 12 } }, await services.look()),
      publish: async (figures) => {
        await publisher?.publish(figures);
        // The step policy: as many as are missing, as one change.
        const missing = await sumsOf(namespace, ['MissingTasks'], QUEUE);
        ordered = missing.MissingTasks ?? 0;
        await ecs.order('fanout-transcode', ordered);
      },
      scaling: scalingFromEnv({}),
      gauges: new Gauges(),
      logger: { info: note, warn: note } as never,
    });
    await scaler.look();
    expect(await maximumOf(namespace, 'MissingTasks', QUEUE)).toBe(6);
    // Six are missing once, and none while the six that were ordered start.
    for (let n = 0; n < 3; n++) await scaler.look();
    expect(ordered).toBe(6);
    expect((await services.look()).get('transcode')).toMatchObject({ ordered: 6 });
    expect(
      await sumsOf(namespace, ['Backlog', 'RecommendedTasks', 'OrderedTasks', 'MissingTasks', 'RunningTasks'], QUEUE),
    ).toEqual({ Backlog: 48, RecommendedTasks: 24, OrderedTasks: 18, MissingTasks: 6, RunningTasks: 0 });
    expect(await maximumOf(namespace, 'WorkPerTask', QUEUE)).toBe(12);
    expect(await maximumOf(namespace, 'OrderedTasks', 'metadata-queue')).toBe(1);
    expect(await maximumOf(namespace, 'Backlog', 'transcode-cpu-queue')).toBeNull();
    expect(lines).toEqual(['transcode-queue: 0 tasks ordered, 6 recommended (backlog 12, 0 in flight)']);
    close();
  });

  it('knows services that are not there, and those that have been deleted', async () => {
    const named = '{"transcode-queue":"fanout-transcode","video-tasks":"fanout-late"}';
    const { services, lines, close } = await connected({ FANOUT_ECS_SERVICES: named });
    expect([...(await services.look()).keys()]).toEqual(['transcode']);
    await services.look();
    const late = await startServices({ 'fanout-late': 2 });
    expect((await services.look()).get('workflow')).toMatchObject({ ordered: 2 });
    await late.client.send(new DeleteServiceCommand({ cluster: CLUSTER, service: 'fanout-late', force: true }));
    late.client.destroy();
    expect([...(await services.look()).keys()]).toEqual(['transcode']);
    const away =
      'ECS has no active service fanout-late in fanout: video-tasks has no figures, and nothing changes there.';
    expect(lines).toEqual([away, 'ECS has the service fanout-late now.', away]);
    close();
  });

  it('sees nothing in a cluster that is not there', async () => {
    const { services, close } = await connected({ FANOUT_ECS_CLUSTER: 'elsewhere' });
    await expect(services.look()).rejects.toMatchObject({
      code: 'STACK_UNREACHABLE',
      message: 'ECS: ClusterNotFoundException: Cluster not found.',
    });
    close();
  });

  /*
   * Proves that the calls by which a busy task protects itself are spelled as the API has them. Nothing else: this version of
   * the emulator takes them and answers with empty lists, so that what comes of it has to be seen on AWS.
   */
  it('the emulator has the calls of task protection, and no answer to them', async () => {
    const { taskArns: tasks = [] } = await ecs.client.send(new ListTasksCommand({ cluster: CLUSTER }));
    expect(tasks.length).toBeGreaterThan(0);
    const protect = new UpdateTaskProtectionCommand({
      cluster: CLUSTER,
      tasks: tasks.slice(0, 1),
      protectionEnabled: true,
      expiresInMinutes: 20,
    });
    expect((await ecs.client.send(protect)).failures).toEqual([]);
    const asked = await ecs.client.send(new GetTaskProtectionCommand({ cluster: CLUSTER, tasks: tasks.slice(0, 1) }));
    expect(asked).toMatchObject({ protectedTasks: [], failures: [] });
  });
});

describe('the scaler as a process', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await TestStack.start();
  });
  afterAll(() => stack?.stop());

  it('publishes what Temporal and ECS say', async () => {
    const namespace = 'Fanout/process';
    await stack.worker('scaler', {
      ...ministack.env,
      FANOUT_CLOUDWATCH_NAMESPACE: namespace,
      FANOUT_ECS_CLUSTER: CLUSTER,
      FANOUT_ECS_SERVICES: '{"metadata-queue":"fanout-metadata"}',
      FANOUT_SCALE_METADATA_MIN: '3',
      FANOUT_SCALE_EVERY_SECONDS: '1',
    });
    const missing = () => maximumOf(namespace, 'MissingTasks', 'metadata-queue');
    await expect.poll(missing, { timeout: 20_000, interval: 500 }).toBe(2);
    expect(await maximumOf(namespace, 'RecommendedTasks', 'metadata-queue')).toBe(3);
    expect(await maximumOf(namespace, 'RecommendedTasks', QUEUE)).toBeNull();
  });
});
