import { describe, expect, it } from 'vitest';
import {
  ASSUMED_GPU_SPEED,
  assumptions,
  BUSY_SHARE,
  CARD_PRICES,
  cpuSeconds,
  FARGATE,
  fargateHour,
  jobCost,
  type LadderWork,
  mean,
  mediaConvertCost,
  placesIn,
  presetCost,
  rungSeconds,
  SPEED_CLIP,
  SPEED_RUNS,
  secondsOn,
  spentCost,
  type WorkRendition,
} from '../../../../services/core/cost/index.ts';
import { PRESETS, VIDEO_CODECS } from '../../../../services/core/index.ts';

const SIZES: Readonly<Record<number, number>> = { 2160: 3840, 1080: 1920, 720: 1280, 480: 854, 360: 640, 240: 426 };

function rendition(height: number, change: Partial<WorkRendition> = {}): WorkRendition {
  return {
    name: `${height}p`,
    codec: 'h264',
    colour: 'bt709',
    preset: 'veryfast',
    width: SIZES[height] ?? 0,
    height,
    fitsGpu: true,
    ...change,
  };
}

function work(rungs: readonly number[], change: Partial<LadderWork> = {}, of: Partial<WorkRendition> = {}): LadderWork {
  return {
    seconds: SPEED_CLIP.frames / 24,
    frames: SPEED_CLIP.frames,
    rate: 24,
    sourcePixels: SPEED_CLIP.pixels,
    lanes: [rungs.map((height) => rendition(height, of))],
    soundTracks: 1,
    choosesQuality: false,
    ...change,
  };
}

const FIVE = [1080, 720, 480, 360, 240];
/** An hour of 1080p30. */
const HOUR = { seconds: 3600, frames: 108_000, rate: 30 };

describe('CPU time', () => {
  it.each(
    SPEED_RUNS.map((runs) => [`${runs.codec} ${runs.preset} ${runs.rungs[0]}p`, runs] as const),
  )('is what was measured, where it was: %s', (_name, { codec, preset, rungs, cpuSeconds: runs }) => {
    expect(cpuSeconds(work(rungs, {}, { codec, preset }))).toBeCloseTo(mean(runs), 1);
    expect(Math.max(...runs) / Math.min(...runs)).toBeLessThan(1.04);
  });

  it('grows with frames, rungs, lanes, tracks, samples and slower presets', () => {
    const least = cpuSeconds(work(FIVE));
    const more = [
      work(FIVE, { frames: 1442 }),
      work([2160, ...FIVE]),
      work(FIVE, { lanes: [[rendition(1080)], FIVE.map((height) => rendition(height))] }),
      work(FIVE, { soundTracks: 2 }),
      work(FIVE, { choosesQuality: true }),
      work(FIVE, {}, { preset: 'fast' }),
    ];
    for (const larger of more) expect(cpuSeconds(larger)).toBeGreaterThan(least);
    expect(cpuSeconds(work(FIVE), () => true)).toBeCloseTo(0.45, 1);
  });

  it('of a rung never shrinks with its pixels', () => {
    for (const codec of VIDEO_CODECS) {
      const sizes = [20_000, 102_240, 300_000, 410_000, 921_600, 2_073_600, 8_294_400];
      const costs = sizes.map((pixels) => rungSeconds(codec, pixels));
      expect(costs).toEqual([...costs].sort((a, b) => a - b));
      expect(costs[6]).toBeCloseTo((costs[5] ?? 0) * 4);
    }
  });

  it('of presets rises from ultrafast to slow in every codec', () => {
    for (const codec of VIDEO_CODECS) {
      const costs = PRESETS.map((preset) => presetCost(codec, preset));
      expect(costs).toEqual([...costs].sort((a, b) => a - b));
      expect(presetCost(codec, 'veryfast')).toBe(1);
    }
  });

  it('says what of it is not measured', () => {
    expect(assumptions(work(FIVE))).toEqual([]);
    expect(assumptions(work([2160, 1080], {}, { preset: 'slow' }))).toEqual([
      'the preset slow was not run in ladders: its cost lies between those that were',
      '2160p: by pixels, from what 1080p takes',
    ]);
  });
});

describe('the cost of a job', () => {
  const [spot, onDemand, gpu, gpuSpot] = placesIn('us-east-1');
  if (!spot || !onDemand || !gpu || !gpuSpot) throw new Error('a place is missing');

  it('on Fargate is CPU time over busy vCPUs, times the hour of a task', () => {
    const hour = 4 * 0.04048 + 16 * 0.004445 + 30 * 0.000111;
    expect(onDemand.usdHour).toBeCloseTo(hour, 10);
    const cost = jobCost(work(FIVE), onDemand);
    expect(cost.hours).toBeCloseTo(44.5 / (4 * BUSY_SHARE) / 3600, 6);
    expect(cost.usd).toBeCloseTo(cost.hours * hour, 10);
    expect(cost).toMatchObject({ speed: 'measured', pricesChecked: true, priceDate: '2026-03' });
    expect(cost.usdLeast).toBeLessThan(cost.usd);
    expect(cost.usdMost).toBeGreaterThan(cost.usd);
  });

  it('on Spot takes the discount off computing, and not off scratch space', () => {
    const scratch = 30 * FARGATE.scratchGbHour.usd;
    expect(spot.usdHour).toBeCloseTo((onDemand.usdHour - scratch) * 0.3 + scratch, 10);
    expect(fargateHour({ vcpus: 1, memoryGb: 2, scratchGb: 20 }, false)).toBeCloseTo(0.04937, 5);
  });

  it('on a graphics card is assumed, and says so', () => {
    const cost = jobCost(work(FIVE, HOUR), gpu);
    expect(cost.speed).toBe('assumed');
    expect(cost.hours).toBeCloseTo(0.25, 2);
    expect(cost.usd).toBeCloseTo(0.526 / 4, 2);
    expect(cost.usdMost).toBeCloseTo(cost.usd * 2, 6);
    expect(jobCost(work(FIVE, HOUR), gpuSpot).usd).toBeCloseTo(0.216 / 4, 2);
    expect(jobCost(work(FIVE, HOUR, { codec: 'hevc' }), gpu).hours).toBeCloseTo(0.5, 2);
    expect(ASSUMED_GPU_SPEED.basis).toBe('assumed');
  });

  it('on a card goes by processors for what the card does not encode', () => {
    const hdr = work(FIVE, HOUR, { codec: 'hevc', fitsGpu: false });
    expect(jobCost(hdr, gpu)).toMatchObject({ speed: 'measured' });
    const av1 = work(FIVE, HOUR, { codec: 'av1' });
    expect(jobCost(av1, gpu).hours).toBeCloseTo(secondsOn(cpuSeconds(av1), 4) / 3600, 6);
  });

  it('goes by the speed that a user knows', () => {
    for (const place of placesIn('us-east-1')) {
      const { hours, usd, speed, usdLeast, usdMost } = jobCost(work(FIVE, HOUR), place, 4);
      expect([hours, speed]).toEqual([0.25, 'given']);
      expect([usdLeast, usdMost]).toEqual([usd, usd]);
    }
  });

  it('says whose prices they are, and leaves out what it has none of', () => {
    const regions = placesIn('eu-west-1').map((place) => [place.name, jobCost(work(FIVE), place).priceRegion]);
    expect(regions).toEqual([
      ['Fargate Spot, 4 vCPUs', 'us-east-1'],
      ['Fargate on demand, 4 vCPUs', 'us-east-1'],
      ['g4dn.xlarge on demand', 'eu-west-1'],
    ]);
    const cost = jobCost(work(FIVE), { ...spot, prices: [{ usd: 1, source: '', date: '2026', checked: false }] });
    expect(cost).toMatchObject({ pricesChecked: false, priceDate: '2026' });
  });
});

describe('MediaConvert', () => {
  it.each([
    ['an hour of 1080p30 in four rungs', work([1080, 720, 480, 360], HOUR), 2.7],
    ['the same at 60 frames a second', work([1080, 720, 480, 360], { ...HOUR, rate: 60 }), 5.4],
    ['4K', work([2160], HOUR), 1.8],
    ['a clip of a second, billed as ten', work([1080], { seconds: 1 }), 0.0025],
  ])('costs the list price of each output: %s', (_name, of, usd) => {
    expect(mediaConvertCost(of).usd).toBeCloseTo(usd, 10);
  });

  it('has no price here for what needs another tier', () => {
    expect(mediaConvertCost(work([1080], {}, { codec: 'hevc' }))).toMatchObject({
      usd: null,
      why: expect.stringContaining('hevc needs the Professional tier'),
    });
  });
});

describe('prices', () => {
  it('say where they are from, and when', () => {
    const cards = Object.values(CARD_PRICES).flatMap(({ onDemandHour, spotHour }) =>
      [onDemandHour, spotHour ?? []].flat(),
    );
    const prices = [...cards, ...Object.values(FARGATE).filter((price) => typeof price === 'object')];
    expect(prices.length).toBeGreaterThan(10);
    for (const price of prices) expect(price).toMatchObject({ date: expect.stringMatching(/^20\d\d(-\d\d)?$/) });
  });
});

describe('work that was done', () => {
  it('costs what a Fargate Spot task costs for the time in which it is done there', () => {
    const hour = fargateHour({ vcpus: 4, memoryGb: 16, scratchGb: 50 }, true);
    const { where, usd } = spentCost(4 * BUSY_SHARE * 3600);
    expect(where).toBe('Fargate Spot, 4 vCPUs');
    expect(usd).toBeCloseTo(hour, 10);
    expect(spentCost(0).usd).toBe(0);
  });
});
