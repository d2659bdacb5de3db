import { describe, expect, it } from 'vitest';
import { cloudWatchNamespace, ecsFleet } from '../../../services/scaler/aws/settings.ts';

const cluster = 'fanout';

describe('the scaler on AWS', () => {
  it('is one without AWS, where no variable names any', async () => {
    const empty = { FANOUT_CLOUDWATCH_NAMESPACE: '', FANOUT_ECS_CLUSTER: '', FANOUT_ECS_SERVICES: '' };
    for (const env of [{}, empty]) {
      expect(cloudWatchNamespace(env)).toBeNull();
      expect(await ecsFleet(env)).toBeNull();
    }
  });

  it('scales the queues whose services are named', async () => {
    const services = '{"transcode-queue":"fanout-transcode","video-tasks":"fanout-workflow"}';
    const fleet = await ecsFleet({ FANOUT_ECS_CLUSTER: cluster, FANOUT_ECS_SERVICES: services });
    expect(fleet?.cluster).toBe('fanout');
    expect([...(fleet?.services ?? [])]).toEqual([
      ['workflow', 'fanout-workflow'],
      ['transcode', 'fanout-transcode'],
    ]);
  });

  it.each([
    ['no JSON', '{transcode}', 'FANOUT_ECS_SERVICES is no JSON.'],
    ['no object', '[]', 'expected object, received array'],
    ['a queue that there is not', '{"render-queue":"a"}', 'Unrecognized key: "render-queue"'],
    ['no name', '{"transcode-queue":7}', 'transcode-queue: Invalid input: expected string'],
    ['an ARN', '{"transcode-queue":"arn:aws:ecs:x:1:service/a/b"}', 'must be the name of a service, not its ARN'],
    ['none at all', '{}', 'must name a service'],
    ['one service twice', '{"transcode-queue":"a","metadata-queue":"a"}', 'names one service for two queues'],
  ])('refuses services that are %s', async (_what, services, why) => {
    const refused = ecsFleet({ FANOUT_ECS_CLUSTER: cluster, FANOUT_ECS_SERVICES: services });
    await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(why) });
  });

  it('needs both the cluster and its services', async () => {
    for (const env of [{ FANOUT_ECS_CLUSTER: cluster }, { FANOUT_ECS_SERVICES: '{"transcode-queue":"a"}' }])
      await expect(ecsFleet(env)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it.each(['AWS/ECS', 'a b', 'x'.repeat(256)])('refuses the namespace %j', (namespace) => {
    expect(() => cloudWatchNamespace({ FANOUT_CLOUDWATCH_NAMESPACE: namespace })).toThrow(
      'FANOUT_CLOUDWATCH_NAMESPACE is',
    );
  });

  it('takes the namespace of a deployment', () => {
    expect(cloudWatchNamespace({ FANOUT_CLOUDWATCH_NAMESPACE: 'Fanout/fanout-dev' })).toBe('Fanout/fanout-dev');
  });
});
