import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestStack } from '../support/stack.ts';

/* Commands find a stack that nobody names: real servers stand where those of compose would be. */

const OTHER_SECRET = 'not-the-one-it-was-started-with';

let stack: TestStack;
let places: Record<'temporal' | 's3', string>;
beforeAll(async () => {
  stack = await TestStack.start();
  const { temporal, s3 } = stack.servers;
  places = { temporal: temporal.address, s3: s3.endpoint.replace('http://', '') };
  await leaveStaleState();
});
afterAll(() => stack.stop());

const compose = () => `Stack: compose (Temporal ${places.temporal}, S3 ${places.s3})`;

/** What a "fanout up" leaves that was killed with its servers: one process id is nobody's any more, one somebody else's. */
async function leaveStaleState(): Promise<void> {
  const gone = execa('true');
  await gone;
  const state = {
    s3Secret: 'of-the-one-that-is-gone',
    temporal: { address: places.temporal, clusterId: 'another', pid: gone.pid },
    ui: null,
    s3: { endpoint: `http://${places.s3}`, pid: process.pid },
    users: [{ id: 'gone', pid: gone.pid }],
  };
  await mkdir(join(stack.home.dir, '.fanout'));
  await writeFile(join(stack.home.dir, '.fanout', 'servers.json'), JSON.stringify(state));
}

async function dotEnv(secretKey: string): Promise<void> {
  const port = (address: string) => address.split(':').at(-1);
  const lines = [
    `FANOUT_TEMPORAL_PORT=${port(places.temporal)}`,
    `FANOUT_S3_PORT="${port(places.s3)}" # in quotes, as compose takes it as well`,
    `MINIO_ACCESS_KEY=${stack.servers.s3.accessKey}`,
    `MINIO_SECRET_KEY=${secretKey}`,
  ];
  await writeFile(join(stack.home.dir, '.env'), `${lines.join('\n')}\n`);
}

describe('a stack on the ports of .env', () => {
  it('is found, although a "fanout up" that is gone has left its state, and is named once', async () => {
    await dotEnv(stack.servers.s3.secretKey);
    const list = await stack.home.fanout(['list']);
    expect([list.exitCode, list.stderr]).toEqual([0, compose()]);
    const json = await stack.home.fanout(['list', '--json']);
    expect([json.stdout, json.stderr]).toEqual(['{"jobs":[]}', '']);
  });

  it('is what "fanout run" and "fanout demo" work with, and it stays as it is', async () => {
    await dotEnv(stack.servers.s3.secretKey);
    await Promise.all([stack.worker('workflow'), stack.worker('metadata'), stack.worker('transcode')]);
    const film = join(stack.home.dir, 'film.mp4');
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=1', '-c:v', 'libx264'];
    await execa('ffmpeg', ['-v', 'error', ...picture, film], { stdin: 'ignore' });
    const run = await stack.home.fanout(['run', film, '--out', join(stack.home.dir, 'out')]);
    expect(run.exitCode, run.stderr).toBe(0);
    const demo = await stack.home.fanout(['demo', film]);
    expect(demo.exitCode, demo.stderr).toBe(0);
    for (const { stderr } of [run, demo])
      expect(stderr.split('\n').filter((line) => line.startsWith('Stack: '))).toEqual([compose()]);
    expect(demo.stderr).toContain('http://127.0.0.1:8090/watch/');
    const { jobs } = JSON.parse((await stack.home.fanout(['list', '--json'])).stdout);
    expect(jobs).toMatchObject([{ state: 'completed' }, { state: 'completed' }]);
  });

  it('is told from one that does not take the keys, without a word of the secret', async () => {
    await dotEnv(OTHER_SECRET);
    const list = await stack.home.fanout(['list']);
    expect(list.exitCode).toBe(3);
    expect(list.stderr).toMatch(/S3 at \S+ does not take the keys \(SignatureDoesNotMatch\)/);
    expect(list.stderr).toContain(`MINIO_SECRET_KEY: ${join(stack.home.dir, '.env')}`);
    expect(list.stderr).not.toContain(OTHER_SECRET);
    const doctor = await stack.home.fanout(['doctor']);
    expect(doctor.exitCode).toBe(3);
    expect(doctor.stdout).toMatch(/✗ stack .*compose .* not ready/);
    expect(doctor.stdout).toMatch(/✗ S3 bucket encoded .*does not take the keys/);
    expect(doctor.stdout + doctor.stderr).not.toContain(OTHER_SECRET);
  });

  it('gives way to what the environment names', async () => {
    const list = await stack.fanout('list');
    expect(list.stderr).toBe(`Stack: environment (Temporal ${places.temporal}, S3 ${places.s3})`);
  });

  it('is missed with the places that were looked at, and the ways to start one', async () => {
    await writeFile(join(stack.home.dir, '.env'), 'FANOUT_TEMPORAL_PORT=1\nFANOUT_S3_PORT=1\n');
    const list = await stack.home.fanout(['list', '--json']);
    expect([list.exitCode, list.status().error]).toMatchObject([
      3,
      {
        code: 'STACK_UNREACHABLE',
        message: 'No stack is running here.',
        hint: expect.stringMatching(/npx fanout up.*docker compose up/),
        details: [expect.stringContaining(stack.home.dir), expect.stringContaining('127.0.0.1:1')],
      },
    ]);
  });
});
