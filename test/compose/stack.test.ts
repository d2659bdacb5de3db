import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { decodeComplaints, decodedFrames } from '../support/home.ts';
import { ComposeStack, WORKER_SERVICES } from './compose-stack.ts';

/* The stack of docker-compose.yml, from images that are built here: what it is, and that it works. */

const HEALTHY_WITHIN_SECONDS = 60;
const CLIP = corpus('clips/bbb_1080p24_30s.mp4');
const CLIP_FRAMES = 721;

let stack: ComposeStack;
let upSeconds: number;
beforeAll(async () => {
  stack = await ComposeStack.create();
  await stack.compose(['build', '--quiet']);
  upSeconds = await stack.up({ metadata: 2 });
});
afterAll(() => stack.remove());

it('is healthy within a minute of its start, every part of it', async () => {
  console.log(`up --wait took ${upSeconds.toFixed(1)} s`);
  const containers = await stack.containers();
  const ended = containers.filter(({ State }) => State === 'exited');
  expect(ended.map(({ Service, ExitCode }) => [Service, ExitCode]).sort()).toEqual([
    ['setup', 0],
    ['temporal-schema', 0],
  ]);
  const running = containers.filter(({ State }) => State !== 'exited');
  expect(running.map(({ Service }) => Service).sort()).toEqual([
    'gateway',
    'metadata',
    'metadata',
    'minio',
    'postgres',
    'scaler',
    'temporal',
    'temporal-ui',
    'transcode',
    'workflow',
  ]);
  expect(running.filter(({ Health }) => Health !== 'healthy')).toEqual([]);
  expect(upSeconds).toBeLessThan(HEALTHY_WITHIN_SECONDS);
});

it('whoever has given its buckets rules keeps them when the stack is started again', async () => {
  const s3 = stack.s3();
  const theirs = { ID: 'theirs', AllowedOrigins: ['https://theirs.example'], AllowedMethods: ['GET'] };
  const rules = async () =>
    (await s3.send(new GetBucketCorsCommand({ Bucket: 'videos' }))).CORSRules?.map(({ ID }) => ID).sort();
  const has = await rules().catch(() => null);
  // MinIO has one setting for all buckets, and says so.
  if (has === null) return expect((await stack.compose(['logs', 'setup'])).stdout).toContain('CORS is a setting');
  expect(has).toEqual(['fanout-players']);
  const CORSRules = [...((await s3.send(new GetBucketCorsCommand({ Bucket: 'videos' }))).CORSRules ?? []), theirs];
  await s3.send(new PutBucketCorsCommand({ Bucket: 'videos', CORSConfiguration: { CORSRules } }));
  await stack.compose(['run', '--rm', '--no-deps', 'setup']);
  expect(await rules()).toEqual(['fanout-players', 'theirs']);
});

describe.each([...WORKER_SERVICES, 'scaler', 'gateway'])('%s', (service) => {
  it('is no root, has no rights, and nothing to build or install with', async () => {
    const { stdout: status } = await stack.sh(service, 'id -u; cat /proc/1/status');
    expect(status).toMatch(/^10001\n/);
    expect(status).toMatch(/CapEff:\s+0{16}\n/);
    expect(status).toMatch(/CapBnd:\s+0{16}\n/);
    expect(status).toMatch(/NoNewPrivs:\s+1\n/);
    const { stdout: found } = await stack.sh(
      service,
      'command -v npm npx gcc cc make git curl; find /app \\( -name "*.ts" -o -name "*.map" \\) -not -path "*/node_modules/*"',
    );
    expect(found).toBe('');
  });

  it('can write to its scratch folders alone', async () => {
    const { stdout } = await stack.sh(
      service,
      'for d in / /app /etc /usr/bin /home /var; do touch $d/x 2>/dev/null && echo $d; done; touch /tmp/x && rm /tmp/x && echo /tmp',
    );
    expect(stdout).toBe('/tmp');
    const hasFfmpeg = (await stack.sh(service, 'command -v ffmpeg')).exitCode === 0;
    expect(hasFfmpeg).toBe(service === 'metadata' || service === 'transcode');
    expect((await stack.sh(service, 'touch /scratch/x && rm /scratch/x')).exitCode === 0).toBe(hasFfmpeg);
  });
});

describe.skipIf(!hasCorpus)('a job (needs MEDIA_CORPUS)', () => {
  it('comes out whole, by a command line that finds the stack by itself', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'fanout-compose-'));
    try {
      const submitted = await stack.fanout('submit', CLIP, '--wait', '--json', '--set', 'ladder=480p,240p');
      const job = submitted.status();
      expect(job).toMatchObject({ state: 'completed', verification: { ok: true, frames: CLIP_FRAMES } });
      const out = join(dir, 'out');
      const downloaded = await stack.fanout('download', job.videoId, '--out', out);
      expect(downloaded.stderr).toContain('Stack: compose');
      for (const { name } of job.renditions) {
        expect(await decodedFrames(join(out, 'hls', `${name}.m3u8`)), name).toBe(CLIP_FRAMES);
        expect(await decodeComplaints(join(out, 'hls', `${name}.m3u8`)), name).toBe('');
      }
      const media = `http://127.0.0.1:${stack.port('GATEWAY')}/media/${job.videoId}/hls/master.m3u8`;
      expect((await fetch(media)).status).toBe(200);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('doctor finds nothing wrong', async () => {
    const { exitCode, stdout } = await stack.fanout('doctor');
    expect(stdout).toContain('compose (Temporal 127.0.0.1:');
    expect(stdout.split('\n').filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(exitCode).toBe(0);
  });
});
