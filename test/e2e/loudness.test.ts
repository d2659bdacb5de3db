import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobStatus } from '../../services/core/index.ts';
import { parseLoudness } from '../../services/media/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { TestStack } from '../support/stack.ts';

/* Loudness, measured again in what was exported. */

let stack: TestStack;

beforeAll(async () => {
  if (!hasCorpus) return;
  stack = await TestStack.startWhole();
});

afterAll(async () => {
  if (hasCorpus) await stack.stop();
});

async function process(file: string, ...pairs: string[]): Promise<JobStatus> {
  const set = ['ladder=240p', 'encoder.preset=ultrafast', 'storyboard=false', ...pairs];
  const args = ['submit', corpus(file), '--wait', '--json', ...set.flatMap((pair) => ['--set', pair])];
  const run = await stack.fanout(...args);
  const status = run.status();
  expect(status.state, run.stderr).toBe('completed');
  expect(status.verification).toMatchObject({ ok: true, audioOffsetMs: 0 });
  return status;
}

/** What ffmpeg finds in a job's sound. */
async function measure({ videoId }: JobStatus) {
  const dir = join(stack.home.dir, videoId);
  expect((await stack.fanout('download', videoId, '--out', dir)).exitCode).toBe(0);
  const filter = ['-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-'];
  const args = ['-nostdin', '-hide_banner', '-nostats', '-i', join(dir, 'hls/audio.m3u8'), ...filter];
  const { stderr } = await execa('ffmpeg', args, { stdin: 'ignore' });
  await rm(dir, { recursive: true });
  return parseLoudness(stderr.split('\n'));
}

describe.skipIf(!hasCorpus)('loudness (needs MEDIA_CORPUS)', () => {
  it('comes out at the target, from a source in 5.1', async () => {
    const status = await process('clips/chthomos_bbb_480p_30s.mp4', 'audio.loudness=-23', 'segmentSeconds=2');
    const [track] = status.audio;
    expect(track).toMatchObject({ name: 'audio', channels: 2, bitrate: 128_000, loudness: { limited: false } });
    const { integrated } = await measure(status);
    expect(Math.abs((integrated ?? 0) + 23)).toBeLessThan(0.5);
  });

  it('goes no further than the peaks allow, and says so', async () => {
    const status = await process('clips/chthomos_bbb_480p_30s.mp4', 'audio.loudness=-5');
    const { measured, truePeak, gain, limited } = status.audio[0]?.loudness ?? {};
    expect(limited).toBe(true);
    expect((truePeak ?? 0) + (gain ?? 0)).toBeCloseTo(-1, 5);
    const found = await measure(status);
    expect(Math.abs((found.integrated ?? 0) - (measured ?? 0) - (gain ?? 0))).toBeLessThan(0.5);
    // AAC moves peaks a little; the decibel that is left is for that.
    expect(found.truePeak).toBeLessThan(0);
  });

  it('leaves silence alone, and everything where it was not asked for', async () => {
    const silent = await process('odd/ax_silent-black-25s.mp4', 'audio.loudness=-16');
    expect(silent.audio[0]?.loudness).toEqual({ measured: null, truePeak: null, gain: 0, limited: false });
    const untouched = await process('odd/gen_audio_mono_8k.mov');
    expect(untouched.audio).toEqual([
      { name: 'audio', language: 'und', channels: 2, bitrate: 128_000, loudness: null },
    ]);
  });
});
