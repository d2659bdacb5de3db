import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attempted,
  bareStatus,
  FanoutError,
  type JobStatus,
  MAX_WEBHOOK_BYTES,
  newDelivery,
  Outbox,
  progressDue,
  type VideoJob,
  videoId,
  type WebhookBody,
  type WebhookEvent,
  type WebhookEventType,
  webhookBody,
  webhookPauseMs,
} from '../../../services/core/index.ts';
import { parseJobSpec } from '../../../services/core/spec/index.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-25T12:00:00.000Z');
const ID = videoId('film');
const job = (metadata: Record<string, string> = {}): VideoJob => ({
  videoId: ID,
  source: { bucket: 'videos', key: 'film/source', name: 'film.mp4' },
  spec: parseJobSpec({ webhook: 'https://hooks.example/', tenant: 'acme', metadata }),
  ownsSource: true,
});
const bodyOf = (made: VideoJob, status: JobStatus) =>
  webhookBody('job.failed', '2026-11-25T12:00:00.000Z', made, status);

describe('bodies of events', () => {
  it('tell of a job what its owner needs', () => {
    const error = new FanoutError('SOURCE_EMPTY', 'The file is empty.').toReport();
    const body = JSON.parse(bodyOf(job({ order: '17' }), bareStatus(ID, 'failed', error))) as WebhookBody;
    expect(body).toEqual({
      type: 'job.failed',
      timestamp: '2026-11-25T12:00:00.000Z',
      data: {
        videoId: 'film',
        state: 'failed',
        tenant: 'acme',
        metadata: { order: '17' },
        percent: 0,
        output: 's3://encoded/film',
        hls: null,
        dash: null,
        renditions: [],
        degraded: [],
        timings: { firstPlayableMs: null, totalMs: null },
        error: { code: 'SOURCE_EMPTY', message: 'The file is empty.', hint: expect.any(String), retryable: false },
        revision: null,
        omitted: [],
      },
    });
  });

  it('are never larger than they may be, and say what they lack', () => {
    const text = fc.string({ unit: 'binary', maxLength: 500 });
    const notes = fc.dictionary(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), text, { maxKeys: 16 });
    const details = fc.array(fc.string({ unit: 'binary', maxLength: 4_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(notes, details, fc.string({ maxLength: 20_000 }), (metadata, lines, message) => {
        const status = bareStatus(ID, 'failed', new FanoutError('ENCODE_FAILED', message, lines).toReport());
        const made = job();
        const body = bodyOf({ ...made, spec: { ...made.spec, metadata } }, status);
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_WEBHOOK_BYTES);
        const { data } = JSON.parse(body) as WebhookBody;
        expect(data.omitted.includes('metadata')).toBe(
          Object.keys(metadata).length > 0 && Object.keys(data.metadata).length === 0,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('give up details first, and notes last', () => {
    const big = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`key-${i}`, '\u0001'.repeat(500)]));
    const error = new FanoutError('ENCODE_FAILED', 'x', ['y'.repeat(20_000)]).toReport();
    const omitted = (metadata: Record<string, string>) =>
      (JSON.parse(bodyOf(job(metadata), bareStatus(ID, 'failed', error))) as WebhookBody).data.omitted;
    expect(omitted({ order: '17' })).toEqual(['error.details']);
    expect(omitted(big)).toEqual(['error.details', 'metadata']);
  });
});

describe('progress', () => {
  it.each([
    [9.9, 60_000, false],
    [10, 9_999, false],
    [10, 10_000, true],
    [100, 5_000, false],
    [100, 10_000, true],
  ])('%d %% after %d ms: %s', (percent, ms, due) => {
    expect(progressDue({ percent: 0, atMs: START }, { percent, atMs: START + ms })).toBe(due);
  });
});

describe('attempts', () => {
  it('are made ever further apart, up to an hour', () => {
    const pauses = Array.from({ length: 14 }, (_, i) => webhookPauseMs(i + 1, 0, null) / 1000);
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]);
    expect(webhookPauseMs(1, 1, null)).toBe(2_400);
    expect(webhookPauseMs(1, 1, 90)).toBe(90_000);
    expect(webhookPauseMs(1, 0, 1e9)).toBe(HOUR);
  });

  it('are made for a day, and some 35 of them', () => {
    const error = new FanoutError('WEBHOOK_UNDELIVERED', 'The receiver answered 500.').toReport();
    let delivery = newDelivery(event(1, 'job.started'));
    let now = START;
    while (delivery.state === 'waiting') {
      delivery = attempted(delivery, { status: 500, error, retryAfter: null }, now, 0.5);
      if (delivery.nextAttemptAt) now = Date.parse(delivery.nextAttemptAt);
    }
    expect(delivery).toMatchObject({ state: 'given-up', lastStatus: 500, nextAttemptAt: null });
    expect(now - START).toBeGreaterThan(22 * HOUR);
    expect(now - START).toBeLessThanOrEqual(24 * HOUR);
    expect(delivery.attempts).toBeGreaterThan(25);
    expect(delivery.attempts).toBeLessThan(40);
  });

  it('end at once where another would be the same', () => {
    for (const code of ['WEBHOOK_GONE', 'WEBHOOK_REFUSED'] as const) {
      const error = new FanoutError(code, 'no').toReport();
      const after = attempted(
        newDelivery(event(1, 'job.started')),
        { status: null, error, retryAfter: null },
        START,
        0,
      );
      expect(after).toMatchObject({ state: 'given-up', attempts: 1, lastError: { code } });
    }
  });
});

function event(n: number, type: WebhookEventType): WebhookEvent {
  return { id: `evt_${n}`, type, occurredAt: new Date(START).toISOString(), body: '{}' };
}

describe('the outbox', () => {
  const good = { status: 200, error: null, retryAfter: null };
  const bad = {
    status: 500,
    error: new FanoutError('WEBHOOK_UNDELIVERED', 'no').toReport(),
    retryAfter: null,
  };
  const empty = () => new Outbox({ videoId: ID, url: 'https://hooks.example/', deliveries: [] });
  const states = (box: Outbox) => box.shown().map(({ id, state }) => `${id} ${state}`);

  it('keeps the order, drops progress that is overtaken, and ends after the last event', () => {
    const box = empty();
    box.add(event(1, 'job.started'));
    box.add(event(2, 'job.progress'));
    box.add(event(2, 'job.progress'));
    box.add(event(3, 'job.progress'));
    expect(states(box)).toEqual(['evt_1 waiting', 'evt_2 dropped', 'evt_3 waiting']);
    box.attempted('evt_1', good, START, 0);
    expect(box.next?.id).toBe('evt_3');
    box.attempted('evt_3', good, START, 0);
    expect([box.next, box.isDone]).toEqual([null, false]);
    box.add(event(4, 'job.completed'));
    box.attempted('evt_4', good, START, 0);
    expect(box.isDone).toBe(true);
    expect(box.kept.deliveries.map(({ body }) => body)).toEqual(['{}', null, null, '{}']);
  });

  it('knows of a dropped event that it was received after all, or was not', () => {
    const box = empty();
    box.add(event(1, 'job.progress'));
    box.add(event(2, 'job.progress'));
    box.attempted('evt_1', bad, START, 0);
    expect(box.shown()[0]).toMatchObject({ state: 'dropped', attempts: 1, nextAttemptAt: null });
    box.attempted('evt_1', good, START, 0);
    expect(box.shown()[0]).toMatchObject({ state: 'delivered', attempts: 2, lastError: null });
  });

  it('sends again what it has, from the first pause on', () => {
    const box = empty();
    box.add(event(1, 'job.progress'));
    box.add(event(2, 'job.failed'));
    for (const id of ['evt_1', 'evt_2']) box.attempted(id, good, START, 0);
    expect(() => box.checkAgain(['evt_1'])).toThrow('progress');
    expect(() => box.checkAgain(['evt_9'])).toThrow('no event "evt_9"');
    box.checkAgain(['evt_2']);
    box.again(['evt_2'], START + 72 * HOUR);
    box.attempted('evt_2', bad, START + 72 * HOUR, 0);
    const again = new Date(START + 72 * HOUR + 2_000).toISOString();
    expect(box.shown()[1]).toMatchObject({ state: 'waiting', attempts: 2, deliveredAt: null, nextAttemptAt: again });
  });
});
