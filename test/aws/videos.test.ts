import { readFile } from 'node:fs/promises';
import { HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../tools/stack/index.ts';
import { TestStack } from '../support/stack.ts';
import { CdkProject } from './cdk.ts';
import { type Ministack, startMinistack } from './ministack.ts';
import { outputsOf } from './outputs.ts';

/*
 * Real workers, the real gateway and a real Temporal, with the buckets, the rule and the queue that `cdk deploy` has made in an
 * emulator: what is put under uploads/ becomes a stream.
 */

let ministack: Ministack;
let cdk: CdkProject;
let stack: TestStack;
let s3: S3Client;
let buckets: { VideosBucket: string; EncodedBucket: string };
let env: Record<string, string>;

beforeAll(async () => {
  ministack = await startMinistack();
  Object.assign(process.env, ministack.env);
  cdk = await CdkProject.create(ministack);
  await cdk.synth('small');
  await cdk.bootstrap();
  await cdk.deploy();
  const { VideosBucket = '', EncodedBucket = '', UploadQueue = '' } = await outputsOf('fanout-small-storage');
  buckets = { VideosBucket, EncodedBucket };
  s3 = new S3Client({ forcePathStyle: true });
  stack = await TestStack.start();
  env = {
    ...ministack.env,
    // The emulator knows buckets by paths alone; the keys are those of the environment, as with a role.
    MINIO_ENDPOINT: ministack.endpoint,
    MINIO_ACCESS_KEY: '',
    MINIO_SECRET_KEY: '',
    FANOUT_VIDEOS_BUCKET: VideosBucket,
    FANOUT_ENCODED_BUCKET: EncodedBucket,
  };
  await Promise.all([stack.worker('workflow', env), stack.worker('metadata', env), stack.worker('transcode', env)]);
  await stack.worker('gateway', {
    ...env,
    FANOUT_GATEWAY_PORT: String(await freePort()),
    FANOUT_UPLOAD_EVENTS_QUEUE: UploadQueue,
    FANOUT_UPLOAD_PREFIX: 'uploads/',
    FANOUT_UPLOAD_PROFILE: 'mobile',
  });
});
afterAll(async () => {
  s3?.destroy();
  await stack?.stop();
  await cdk?.remove();
  await ministack?.stop();
});

async function keysUnder(bucket: string, prefix = ''): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

describe('on the buckets of a deployment', () => {
  it('an upload becomes a stream, by event, rule, queue and gateway', async () => {
    const film = `${stack.home.dir}/film.mp4`;
    await execa('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=6'],
      ...['-f', 'lavfi', '-i', 'sine=duration=6', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film],
    ]);
    const put = { Bucket: buckets.VideosBucket, Key: 'uploads/a film.mp4', Body: await readFile(film) };
    await s3.send(new PutObjectCommand(put));
    const finished = async () => (await keysUnder(buckets.EncodedBucket)).filter((key) => key.endsWith('/video.json'));
    await expect.poll(finished, { timeout: 90_000, interval: 500 }).toHaveLength(1);
    const [result = ''] = await finished();
    const [id = ''] = result.split('/');
    const keys = await keysUnder(buckets.EncodedBucket, `${id}/`);
    console.log(
      `${keys.length} objects, such as ${keys.filter((key) => /master|manifest|seg-00000/.test(key)).join(', ')}`,
    );
    expect(keys).toContain(`${id}/hls/master.m3u8`);
    const status = await stack.home.fanout(['status', id, '--json'], { ...stack.servers.env, ...env });
    expect(JSON.parse(status.stdout)).toMatchObject({ state: 'completed', verification: { ok: true } });
    // It is the owner's: a job reads it, and leaves it where it is.
    await s3.send(new HeadObjectCommand({ Bucket: buckets.VideosBucket, Key: 'uploads/a film.mp4' }));
  });

  it('the command line submits to them', async () => {
    const film = `${stack.home.dir}/film.mp4`;
    const args = ['submit', film, '--wait', '--json', '--set', 'ladder=240p', '--set', 'tenant=cli'];
    const { stdout } = await stack.home.fanout(args, { ...stack.servers.env, ...env });
    const { videoId, state } = JSON.parse(stdout) as { videoId: string; state: string };
    expect(state).toBe('completed');
    expect(await keysUnder(buckets.EncodedBucket, `${videoId}/hls/`)).toContain(`${videoId}/hls/master.m3u8`);
  });
});
