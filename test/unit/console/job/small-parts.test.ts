import { describe, expect, it } from 'vitest';
import { jobSchema } from '../../../../services/api/index.ts';
import { addableRenditions } from '../../../../services/console/job/controls/addable.ts';
import { curlLine } from '../../../../services/console/job/controls/curl.ts';
import { qualityPoints } from '../../../../services/console/job/plots/quality-points.ts';

const rendition = jobSchema.shape.renditions.unwrap().element.parse({
  ...{ name: '720p', codec: 'h264', width: 1280, height: 720, frames: 1, durationSeconds: 1, bytes: 1, rate: '24' },
  ...{
    codecs: 'avc1',
    videoRange: 'SDR',
    bandwidth: 2,
    averageBandwidth: 1,
    encoder: 'libx264',
    crf: 23,
    quality: null,
  },
});
const measured = (name: string, mean: number, lowest: number) => ({
  ...rendition,
  name,
  quality: { metric: 'ssim' as const, mean, lowest, frames: 24 },
});

describe('addableRenditions', () => {
  const source = jobSchema.shape.source.unwrap().parse({
    ...{ name: 'a', bytes: 1, container: 'mov', codec: 'h264', pixelFormat: 'yuv420p', videoRange: 'SDR', width: 720 },
    ...{ height: 1280, rotation: 0, interlaced: false, rate: '24', durationSeconds: 1, audioTracks: 0, videoStream: 0 },
    access: { way: 'seek', why: '' },
  });

  it('are those that the short side of the source gives, and the video has not', () => {
    const names = addableRenditions({ source, renditions: [rendition] });
    expect(names.slice(0, 4)).toEqual(['480p', '360p', '240p', '720p-hevc']);
    expect(names).not.toContain('1080p');
    expect(addableRenditions({ source: null, renditions: [] })).toEqual([]);
  });
});

describe('curlLine', () => {
  it('names the key by its variable, where one is needed', () => {
    expect(curlLine('https://v.example', 'abc', true)).toBe(
      'curl -H "authorization: Bearer $FANOUT_KEY" https://v.example/v1/jobs/abc',
    );
    expect(curlLine('http://127.0.0.1:8080', 'abc', false)).toBe('curl http://127.0.0.1:8080/v1/jobs/abc');
  });
});

describe('qualityPoints', () => {
  it('lie between a round SSIM below all and 1', () => {
    const plot = qualityPoints([measured('720p', 0.99, 0.98), measured('360p', 0.97, 0.96), rendition]);
    expect(plot?.marks.map(({ label }) => label)).toEqual(['0.95', '0.96', '0.97', '0.98', '0.99', '1.00']);
    expect(plot?.points.map(({ name }) => name)).toEqual(['720p', '360p']);
    expect(plot?.points[1]?.lowestShare).toBeCloseTo(0.2);
    expect(plot?.points[0]?.meanShare).toBeCloseTo(0.8);
  });

  it.each([
    [0.8, '0.75', 0.05],
    [0.3, '0.25', 0.25],
    [0, '0.00', 0.25],
  ])('have a coarser axis where the worst is %d', (lowest, first, step) => {
    const marks = qualityPoints([measured('a', 0.99, lowest)])?.marks ?? [];
    expect(marks[0]?.label).toBe(first);
    expect(Number(marks[1]?.label) - Number(marks[0]?.label)).toBeCloseTo(step);
    expect(marks.at(-1)?.label).toBe('1.00');
  });

  it('are none where nothing was measured', () => {
    expect(qualityPoints([rendition])).toBeNull();
  });
});
