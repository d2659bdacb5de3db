import { describe, expect, it } from 'vitest';
import { MOST_ENTRIES, newsBetween, withNews } from '../../../../services/console/job/state/log.ts';
import { type JobView, NOTHING_KNOWN, reduceJob } from '../../../../services/console/job/state/view.ts';
import { AXES, cell, job } from './sample.ts';

const start: JobView = reduceJob(reduceJob(NOTHING_KNOWN, { event: 'job', id: null, data: job() }), {
  event: 'grid',
  id: null,
  data: { ...AXES, cells: [] },
});
const withJob = (more: Parameters<typeof job>[0]) => reduceJob(start, { event: 'job', id: null, data: job(more) });
const withCells = (...changed: ReturnType<typeof cell>[]) =>
  reduceJob(start, { event: 'cells', id: null, data: { cells: changed } });
const texts = (after: JobView, before = start) => newsBetween(before, after).map(({ text }) => text);

const FAILED = { code: 'ENCODE_FAILED', message: 'ffmpeg gave up.', hint: '', retryable: true } as const;
const RUNG = { name: '720p', lane: 'h264-0', pixels: 1, frames: 240 };

describe('newsBetween', () => {
  it('says from where on it is followed, and nothing of what was before', () => {
    expect(texts(withJob({ state: 'paused' }), NOTHING_KNOWN)).toEqual(['Followed from here on; the job is paused.']);
    const late = reduceJob(start, {
      event: 'grid',
      id: null,
      data: { ...AXES, lanes: AXES.lanes.slice(1), cells: [] },
    });
    expect(texts(late)).toEqual([]);
  });

  it.each([
    [withJob({ hls: 'hls/master.m3u8' }), 'The video can be played from here on.'],
    [withJob({ state: 'paused' }), 'The job is paused.'],
    [withJob({ state: 'completed' }), 'The job is completed.'],
    [withJob({ state: 'failed', error: FAILED }), 'The job failed: ffmpeg gave up.'],
    [withJob({ degraded: [{ what: 'captions', why: 'bitmap' }] }), 'captions: bitmap'],
    [
      withJob({ revision: { what: 'add', renditions: ['480p', '360p'], state: 'failed', error: FAILED } }),
      'The change (add 480p and 360p) failed: ffmpeg gave up.',
    ],
    [
      withJob({ progress: { percent: 1, chunks: 6, chunksDone: 3, rungs: [{ ...RUNG, framesDone: 240 }] } }),
      '720p is encoded to its end.',
    ],
    [
      withCells(cell('h264-0', 1, { state: 'retrying', trouble: 'killed' })),
      'Chunk 2 of 1080p and 720p failed and is tried again: killed',
    ],
    [withCells(cell('av1-0', 0, { state: 'failed' })), 'Chunk 1 of 1080p-av1 failed: nobody says why'],
    [withCells(cell('av1-0', 0, { state: 'retried', attempt: 3 })), 'Chunk 1 of 1080p-av1 succeeded at attempt 3.'],
  ])('%# tells of it', (after, text) => {
    expect(texts(after)).toEqual([text]);
  });

  it('does not tell of what simply goes on', () => {
    expect(texts(withCells(cell('h264-0', 0), cell('av1-0', 1, { state: 'running' })))).toEqual([]);
    const going = withJob({
      progress: { percent: 1, chunks: 6, chunksDone: 3, rungs: [{ ...RUNG, framesDone: 239 }] },
    });
    expect(texts(going)).toEqual([]);
  });

  it('counts chunks where many fail at once', () => {
    const chunks = Array.from({ length: 6 }, (_, index) => ({ index, startSeconds: index, seconds: 1, frames: 24 }));
    const before = reduceJob(start, { event: 'grid', id: null, data: { ...AXES, chunks, cells: [] } });
    const failed = chunks.map(({ index }) => cell('av1-0', index, { state: 'failed' }));
    const after = reduceJob(before, { event: 'cells', id: null, data: { cells: failed } });
    expect(texts(after, before)).toEqual(['6 chunks are failed now.']);
  });
});

describe('withNews', () => {
  const news = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ text: String(i), weight: 'plain' as const }));

  it('puts the newest first and numbers them on', () => {
    const log = withNews(withNews([], news(2), 10), news(1), 20);
    expect(log.map(({ id, at, text }) => [id, at, text])).toEqual([
      [3, 20, '0'],
      [2, 10, '1'],
      [1, 10, '0'],
    ]);
  });

  it('keeps a bounded number', () => {
    const log = withNews(withNews([], news(MOST_ENTRIES), 10), news(3), 20);
    expect(log).toHaveLength(MOST_ENTRIES);
    expect(log[0]?.id).toBe(MOST_ENTRIES + 3);
  });

  it('is the same when nothing happened', () => {
    const log = withNews([], news(1), 1);
    expect(withNews(log, [], 2)).toBe(log);
  });
});
