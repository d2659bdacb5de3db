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
import { sourceFacts, videoFacts } from '../../support/source-facts.ts';

const video = videoFacts({ indexedFrames: 250 });
const facts = sourceFacts({ video });

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
