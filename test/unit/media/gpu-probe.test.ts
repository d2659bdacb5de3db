import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gpuTrouble, probeGpu, tryEncoder } from '../../../services/media/index.ts';

/* Without a graphics card: with the real ffmpeg it is seen how a probe fails, and that what it demands can be kept at all. */

const ffmpeg = process.env.FANOUT_FFMPEG ?? 'ffmpeg';
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fanout-probe-'));
});
afterAll(() => rm(dir, { recursive: true }));

describe('the probe of the graphics card', () => {
  it('finds none here, and says why in one line', async () => {
    const found = await probeGpu(ffmpeg, dir);
    if (found.encoder === 'nvenc') return expect(found.codecs).toContain('h264');
    expect(found.why).toMatch(/^The graphics card: [^[\n]*cuda/i);
    expect(gpuTrouble([found.why])?.code).toBe('GPU_UNAVAILABLE');
  });

  it('demands what software keeps', async () => {
    await tryEncoder(ffmpeg, dir, 'h264', 'software');
  });
});
