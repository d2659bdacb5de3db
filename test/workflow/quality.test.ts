import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { JobStatus, MeasureQualityInput, RenditionResult, SampleQualityInput } from '../../services/core/index.ts';
import { withJob } from '../support/workflow-server.ts';
import { handleOf, published, sampleAt, stubs } from '../support/workflow-stubs.ts';

/* Choosing and measuring quality, as the workflow decides it: 640×360 at 25 frames per second, a minute long. */

async function run(name: string, spec: object, overrides: Parameters<typeof stubs>[0] = {}) {
  const sampled: SampleQualityInput[] = [];
  const measured: MeasureQualityInput[] = [];
  const base = stubs();
  const stub = stubs({
    publish: async (input) => ({ publishedChunks: input.readyChunks, renditions: input.video.map(published) }),
    ...overrides,
    sampleQuality: async (input) => {
      sampled.push(input);
      return (overrides.sampleQuality ?? base.activities.sampleQuality)(input);
    },
    measureQuality: async (input) => {
      measured.push(input);
      return (overrides.measureQuality ?? base.activities.measureQuality)(input);
    },
  });
  let status: JobStatus | null = null;
  await withJob(
    name,
    stub.activities,
    async (client, job) => {
      status = (await handleOf(client, job).result()) as JobStatus;
    },
    spec,
  );
  if (!status) throw new Error('the job has no status');
  return { status: status as JobStatus, sampled, measured, encoded: stub.encoded };
}

const find = (status: JobStatus, name: string) => status.renditions.find((r) => r.name === name) as RenditionResult;
const broken = (message: string) =>
  ApplicationFailure.create({ type: 'SOURCE_UNREADABLE', message, nonRetryable: true });
const ssimAt = (db: number) => 1 - 10 ** (-db / 10);

describe('quality in the workflow', () => {
  it('measures every lane once, and says what it found', async () => {
    const { status, sampled, measured } = await run('wf-measure', { codecs: ['h264', 'hevc'] });
    expect(sampled).toEqual([]);
    expect(measured.map(({ renditions }) => renditions.map(({ name }) => name)).sort()).toEqual([
      ['360p', '240p'],
      ['360p-hevc', '240p-hevc'],
    ]);
    expect(measured[0]?.places).toHaveLength(3);
    expect(find(status, '240p-hevc')).toMatchObject({ crf: 27, quality: { metric: 'ssim', mean: 0.98, frames: 75 } });
    expect(find(status, '360p')).not.toHaveProperty('target');
    expect(status.work).toMatchObject({ qualityCpuSeconds: 2 });
    expect(status.degraded).toEqual([]);
  });

  it('leaves it when it was told to', async () => {
    const { status, measured } = await run('wf-unmeasured', { measure: false });
    expect(measured).toEqual([]);
    expect(find(status, '360p').quality).toBeNull();
  });

  it('goes on without it when it fails', async () => {
    const { status } = await run(
      'wf-unmeasurable',
      {},
      {
        measureQuality: async () => {
          throw broken('No frame of 360p could be compared.');
        },
      },
    );
    expect(status).toMatchObject({
      state: 'completed',
      degraded: [{ what: 'quality', why: 'No frame of 360p could be compared.' }],
    });
  });

  it('encodes with the rate factors that samples suggest', async () => {
    // 18 dB at 20, half a dB less with each step: 17.0 dB, which is 0.98, at 22.
    const { status, sampled, encoded } = await run('wf-target', { quality: 0.98 });
    expect(sampled.map(({ frames }) => frames.start).sort((a, b) => a - b)).toEqual([250, 750, 1250]);
    expect(sampled[0]?.crfs).toEqual({ '360p': [18, 23, 29], '240p': [18, 23, 29] });
    expect(new Set(encoded.flatMap(({ renditions }) => renditions.map(({ crf }) => crf)))).toEqual(new Set([22]));
    expect(find(status, '360p')).toMatchObject({ crf: 22, target: { wished: 0.98, predicted: 0.98005 } });
    expect(find(status, '360p').target?.samples.map(({ crf }) => crf)).toEqual([18, 23, 29]);
    expect(status.degraded).toEqual([]);
  });

  it('tries once more where the wish lies beyond all that was tried', async () => {
    const { status, sampled } = await run('wf-further', { quality: ssimAt(22) });
    expect(sampled).toHaveLength(6);
    expect(sampled[5]?.crfs).toEqual({ '360p': [10], '240p': [10] });
    expect(find(status, '240p').crf).toBe(12);
  });

  it('says when the wish is out of reach, and names renditions whose hash is of the crf in use', async () => {
    const { status, encoded } = await run('wf-unreached', { quality: 0.999, ladder: ['360p'] });
    expect(find(status, '360p').crf).toBe(10);
    expect(status.degraded).toEqual([
      {
        what: 'quality',
        why: '360p: an SSIM of 0.999 was wished for, 0.9950 is to be expected under its cap of 0.8 Mb/s.',
      },
    ]);
    const { encoded: plain } = await run('wf-plain', { ladder: ['360p'] });
    expect(encoded[0]?.renditions[0]?.hash).not.toBe(plain[0]?.renditions[0]?.hash);
  });

  it('takes the rest where one place cannot be sampled, and the spec’s crf where none can', async () => {
    const fail = async () => {
      throw broken('Nothing there.');
    };
    const one = await run(
      'wf-one-place',
      { quality: 0.98 },
      {
        sampleQuality: async ({ frames }) =>
          frames.start === 250
            ? fail()
            : { samples: { '360p': [18, 23, 29].map(sampleAt) }, cpuSeconds: 1, sourceBytesRead: 1 },
      },
    );
    expect(find(one.status, '360p').crf).toBe(22);
    expect(find(one.status, '240p')).toMatchObject({ crf: 23 });
    expect(one.status.degraded.map(({ why }) => why)).toEqual([
      'Frames 250-300 could not be sampled: Nothing there.',
      '240p: no sample could be made; its crf is 23.',
    ]);
    const none = await run('wf-no-place', { quality: 0.97 }, { sampleQuality: fail });
    expect(none.status.state).toBe('completed');
    expect(find(none.status, '360p')).toMatchObject({ crf: 23 });
  });
});
