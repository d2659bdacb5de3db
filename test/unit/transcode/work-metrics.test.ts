import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { VideoRendition } from '../../../services/core/index.ts';
import { announceChunk, countChunk, countCpu } from '../../../services/transcode/work-metrics.ts';
import { recordingMeter } from '../../support/recorded-metrics.ts';

const rendition = (name: string, codec: string) => ({ name, codec, encoder: 'software' }) as VideoRendition;
/** 60 frames of 29.97 a second: 2.002 s. */
const chunk = { grid: { rate: { num: 30000, den: 1001 } }, chunk: { frames: { start: 60, end: 120 } } } as Parameters<
  typeof countChunk
>[0];

describe('the metrics of encoding', () => {
  it('count media, time and CPU by codec, rung and encoder, in whole seconds without losing the rest', async () => {
    const { values, meter } = recordingMeter();
    const activity = new MockActivityEnvironment({ activityType: 'one' }, { metricMeter: meter });
    const lane = [rendition('720p-hevc', 'hevc'), rendition('480p-hevc', 'hevc')];
    await activity.run(async () => announceChunk(lane));
    expect(new Set(Object.values(values))).toEqual(new Set([0]));
    for (let i = 0; i < 500; i++) await activity.run(async () => countChunk(chunk, lane, 120, 1.25, 0.5));
    const labels = (rung: string) => `{activityType="one",codec="hevc",rung="${rung}",encoder="software"}`;
    expect(values).toEqual({
      [`fanout_media_seconds${labels('720p')}`]: 1001,
      [`fanout_media_seconds${labels('480p')}`]: 1001,
      [`fanout_encode_seconds${labels('720p')}`]: 625,
      [`fanout_encode_seconds${labels('480p')}`]: 625,
      'fanout_cpu_seconds{activityType="one",codec="hevc"}': 250,
    });
  });

  it('count what a chunk really held, where the source ended before its plan', async () => {
    const { values, meter } = recordingMeter();
    const activity = new MockActivityEnvironment({ activityType: 'two' }, { metricMeter: meter });
    await activity.run(async () => countChunk(chunk, [rendition('144p', 'h264')], 95, 3, null));
    expect(values['fanout_media_seconds{activityType="two",codec="h264",rung="144p",encoder="software"}']).toBe(1);
    expect(values['fanout_cpu_seconds{activityType="two",codec="h264"}']).toBe(0);
  });

  it('keep the rests of different activities apart', async () => {
    const { values, meter } = recordingMeter();
    for (const activityType of ['three', 'four']) {
      await new MockActivityEnvironment({ activityType }, { metricMeter: meter }).run(async () =>
        countCpu('jpeg', 0.75),
      );
    }
    expect(values).toEqual({
      'fanout_cpu_seconds{activityType="three",codec="jpeg"}': 0,
      'fanout_cpu_seconds{activityType="four",codec="jpeg"}': 0,
    });
  });
});
