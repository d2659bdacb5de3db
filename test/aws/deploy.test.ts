import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CdkProject } from './cdk.ts';
import { NOT_EMULATED } from './emulated-assembly.ts';
import { type Ministack, startMinistack } from './ministack.ts';
import { outputsOf } from './outputs.ts';

/*
 * `cdk deploy` of a sample to an emulator of AWS. It shows that templates are taken, in their order, with what they refer to in
 * each other. What the emulator does not know is left out, and listed here; that AWS itself takes it, it does not show.
 */

const STACKS = [
  'network',
  'storage',
  'cluster',
  'temporal',
  'workflow',
  'metadata',
  'transcode',
  'scaler',
  'gateway',
  'observability',
];
const SERVICES = ['gateway', 'metadata', 'scaler', 'temporal', 'transcode', 'transcode-cpu', 'workflow'];

let ministack: Ministack;
let cdk: CdkProject;
beforeAll(async () => {
  ministack = await startMinistack();
  Object.assign(process.env, ministack.env);
  cdk = await CdkProject.create(ministack);
});
afterAll(async () => {
  await cdk?.remove();
  await ministack?.stop();
});

describe('cdk deploy, to an emulator', () => {
  it('leaves out what the emulator does not know, and nothing else', async () => {
    const left = await cdk.synth('small');
    expect(Object.keys(left).sort()).toEqual(STACKS.map((name) => `fanout-small-${name}`).sort());
    const types = Object.values(left)
      .flat()
      .map((text) => /\((.*)\)/.exec(text)?.[1]);
    for (const type of types) expect([...Object.keys(NOT_EMULATED), 'AWS::CloudWatch::Alarm']).toContain(type);
    for (const [stack, gone] of Object.entries(left))
      if (gone.length > 0) console.log(`${stack}: without ${gone.join(', ')}`);
  });

  it('brings up every stack', async () => {
    await cdk.bootstrap();
    const said = await cdk.deploy();
    console.log(said.match(/^ ?✅ .*$/gm)?.join('\n'));
    for (const name of STACKS) expect(said).toContain(`✅  fanout-small-${name}`);
  });

  it('makes the services under the names that the scaler knows', async () => {
    const ecs = new ECSClient({});
    const { services = [], failures } = await ecs.send(
      new DescribeServicesCommand({
        cluster: 'fanout-small',
        services: SERVICES.map((name) => `fanout-small-${name}`),
      }),
    );
    expect(failures ?? []).toEqual([]);
    expect(services.map(({ serviceName, status }) => `${serviceName} ${status}`).sort()).toEqual(
      SERVICES.map((name) => `fanout-small-${name} ACTIVE`),
    );
    ecs.destroy();
  });

  it('changes nothing when nothing has changed', async () => {
    const said = await cdk.deploy();
    for (const name of STACKS) expect(said).toContain(`✅  fanout-small-${name} (no changes)`);
  });

  it('says where to put videos, and where results are', async () => {
    const outputs = await outputsOf('fanout-small-storage');
    expect(outputs).toMatchObject({ VideosBucket: expect.any(String), EncodedBucket: expect.any(String) });
  });
});
