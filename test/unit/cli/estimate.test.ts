import { describe, expect, it } from 'vitest';
import { describeEstimate } from '../../../services/cli/estimate/describe.ts';
import { dollars } from '../../../services/core/cost/index.ts';
import { type EstimateWish, estimate, type SeenSource } from '../../../services/core/estimate/index.ts';
import { acceptSource, rational } from '../../../services/core/index.ts';
import { parseJobSpec } from '../../../services/core/spec/index.ts';
import { sourceFacts, videoFacts } from '../../support/source-facts.ts';

const video = videoFacts({
  ...{ codedWidth: 1920, codedHeight: 1080, width: 1920, height: 1080 },
  ...{ nominalRate: rational(24), averageRate: rational(24), timeBase: rational(1, 24), durationTicks: 24 * 3600 },
  ...{ durationSeconds: 3600, fieldOrder: 'progressive' },
});
const track = { streamIndex: 1, audioIndex: 0, codec: 'aac', sampleRate: 48_000, language: 'und', isDefault: true };
const facts = acceptSource(
  sourceFacts({ bytes: 1e9, durationSeconds: 3600, video, audio: [{ ...track, channels: 2 }] }),
);
const seen: SeenSource = {
  ...{ facts, silent: [], interlaced: false, name: 'film.mp4', encoderVersion: '5.1.9' },
  object: { bucket: '', key: '/film.mp4', etag: 'e', bytes: 1e9 },
};
const wish: EstimateWish = { cores: 2, workers: 5, speed: null, region: 'us-east-1' };
const of = (spec: unknown = {}, change: Partial<EstimateWish> = {}, source: Partial<SeenSource> = {}) =>
  estimate({ ...seen, ...source }, parseJobSpec(spec), { ...wish, ...change });

describe('an estimate', () => {
  it('has the plan of the job', () => {
    const { plan, source } = of();
    expect(plan).toMatchObject({ rate: '24', frames: 86_400, seconds: 3600, segments: 600, lanes: 1 });
    expect(plan.renditions.map(({ name }) => name)).toEqual(['1080p', '720p', '480p', '360p', '240p']);
    expect(plan.skipped.map(({ rung }) => rung)).toEqual(['2160p', '1440p']);
    expect(source.access.way).toBe('seek');
  });

  it('takes less time on more workers, until one of them has nothing but the longest chunk', () => {
    const { here, workers } = of().time;
    expect(here.seconds).toBeCloseTo(workers.seconds * 10, 6);
    const most = of({}, { workers: 1000 }).time.workers.seconds;
    expect(of({}, { workers: 999 }).time.workers.seconds).toBe(most);
    expect(most).toBeGreaterThan(0);
    expect(of({ clip: { end: 5 } }, { workers: 5 }).time.workers.seconds).toBeGreaterThan(0.9);
  });

  it('goes by the speed that was given', () => {
    const { time, aws } = of({}, { speed: 4 });
    expect(time).toMatchObject({ basis: 'given', here: { seconds: 900 }, workers: { seconds: 180 } });
    expect(aws?.places.map(({ speed, hours }) => [speed, hours])).toEqual(Array(4).fill(['given', 0.25]));
  });

  it('has prices only where they were asked for', () => {
    expect(of({}, { region: null })).not.toHaveProperty('aws');
    expect(of().aws?.managed).toMatchObject({ usd: 60 * (2 * 0.015 + 3 * 0.0075) });
  });

  it('counts output bytes by the caps, once more for files', () => {
    const once = of().output.mostBytes;
    expect(once / (((10.4e6 + 128e3) * 3600) / 8)).toBeCloseTo(1, 2);
    expect(of({ outputs: ['hls', 'mp4'] }).output.mostBytes).toBeGreaterThan(once * 1.9);
  });

  it('names what it leaves out', () => {
    const { colour } = video;
    const hdr = { ...facts, video: { ...video, colour: { ...colour, transfer: 'smpte2084' } } };
    expect(of({}, {}, { interlaced: true, silent: ['ac4'], facts: hdr }).notes).toEqual([
      'Not in the estimate, and takes CPU time as well: tone mapping, weaving fields into frames.',
      'A ac4 track is left out: nothing here decodes it.',
    ]);
    expect(of({}, {}, { facts: { ...facts, container: 'mpegts' } }).notes[0]).toMatch(/headers: seeking in mpegts/);
  });
});

describe('its lines', () => {
  it('show what is measured and what is assumed, and the date of each price', () => {
    const lines = describeEstimate(of());
    const row = (name: string) => lines.find((line) => line.startsWith(name));
    expect(row('Fargate Spot, 4 vCPUs')).toMatch(/measured here +2026-03$/);
    expect(row('g4dn.xlarge Spot')).toMatch(/assumed +2026-11$/);
    expect(row('AWS MediaConvert')).toMatch(/\$3\.15 +list price +2021$/);
    expect(lines.join('\n')).toContain('nobody has measured it');
    expect(row('1080p')).toBe('1080p       1920×1080, h264 veryfast, 5.00 Mb/s at most');
  });

  it('mark prices of another region, and say what has none', () => {
    const lines = describeEstimate(of({ codecs: ['av1'] }, { region: 'us-west-1' })).join('\n');
    expect(lines).toMatch(/Fargate Spot, 4 vCPUs .*2026-03, us-east-1/);
    expect(lines).not.toContain('g4dn.xlarge Spot');
    expect(lines).toMatch(/AWS MediaConvert, Basic +unknown\n/);
    expect(lines).not.toContain('nobody has measured it');
  });

  it.each([
    [12.345, '$12.35'],
    [0.0123, '$0.0123'],
    [0.000_01, '< $0.0001'],
  ])('show %d dollars as %s', (usd, text) => expect(dollars(usd)).toBe(text));
});
