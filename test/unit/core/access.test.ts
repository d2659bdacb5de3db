import { describe, expect, it } from 'vitest';
import {
  FanoutError,
  firstAccess,
  nextAccess,
  rational,
  type SourceFacts,
  sourceRate,
  type VideoFacts,
} from '../../../services/core/index.ts';

const MOV = 'mov,mp4,m4a,3gp,3g2,mj2';
const video: VideoFacts = {
  streamIndex: 0,
  codec: 'h264',
  codecTag: 'avc1',
  pixelFormat: 'yuv420p',
  codedWidth: 640,
  codedHeight: 360,
  width: 640,
  height: 360,
  rotation: 0,
  pixelAspect: rational(1),
  nominalRate: rational(25),
  averageRate: rational(25),
  constantRate: true,
  startTicks: 0,
  timeBase: rational(1, 12_800),
  durationSeconds: 10,
  durationTicks: 128_000,
  colour: { range: null, matrix: null, primaries: null, transfer: null },
  fieldOrder: null,
  indexedFrames: 250,
};
const facts: SourceFacts & { video: VideoFacts } = {
  container: MOV,
  bytes: 1_000_000,
  startSeconds: 0,
  durationSeconds: 10,
  video,
  audio: [],
  text: [],
  otherStreams: [],
};

describe('how a source is read', () => {
  it.each<[string, Partial<SourceFacts & { video: VideoFacts }>, string]>([
    ['an MP4', {}, 'seek'],
    ['a Matroska file', { container: 'matroska,webm' }, 'seek'],
    ['a transport stream', { container: 'mpegts' }, 'index'],
    ['an AVI', { container: 'avi' }, 'index'],
    [
      'a WebM without a length',
      { container: 'matroska,webm', durationSeconds: null, video: { ...video, durationSeconds: null } },
      'index',
    ],
    ['an MP4 whose length is a lie', { video: { ...video, durationSeconds: 143_165 } }, 'one-pass'],
    [
      'an MP4 whose rate is a clock tick',
      { video: { ...video, nominalRate: rational(90_000), averageRate: null } },
      'one-pass',
    ],
    ['a clock that starts before zero', { container: 'matroska,webm', startSeconds: -0.521 }, 'one-pass'],
    ['an encoder delay before zero', { container: 'matroska,webm', startSeconds: -0.023 }, 'seek'],
  ])('%s', (_what, change, way) => {
    expect(firstAccess({ ...facts, ...change }).way).toBe(way);
  });

  it('goes on to the next way only when that can help', () => {
    const offPlan = new FanoutError('CHUNK_OFF_PLAN', 'a chunk is short');
    expect(nextAccess('seek', facts, offPlan)).toEqual({ way: 'one-pass', why: 'a chunk is short' });
    expect(nextAccess('seek', { ...facts, container: 'matroska,webm' }, offPlan)?.way).toBe('index');
    expect(nextAccess('index', facts, new FanoutError('SOURCE_NOT_INDEXABLE', 'x'))?.way).toBe('one-pass');
    expect(nextAccess('one-pass', facts, offPlan)).toBeNull();
    expect(nextAccess('seek', facts, new FanoutError('STORAGE_FAILED', 'x'))).toBeNull();
  });

  it('passes over a rate that is the tick of a clock', () => {
    expect(
      sourceRate({ ...video, constantRate: false, averageRate: rational(1000), nominalRate: rational(60) }),
    ).toEqual(rational(60));
    expect(sourceRate({ ...video, nominalRate: rational(600) })).toBeNull();
  });
});
