import { describe, expect, it } from 'vitest';
import { scalingFromEnv } from '../../../services/core/index.ts';
import type { QueueFigures } from '../../../services/scaler/aws/metric-data.ts';
import { Gauges } from '../../../services/scaler/gauges.ts';
import type { ObservedQueue } from '../../../services/scaler/observe.ts';
import { Scaler } from '../../../services/scaler/scaler.ts';

const calm: ObservedQueue = { backlog: 0, ageSeconds: 0, inFlight: 0, tasks: 0, busy: 0, slots: null };
const dev = { FANOUT_SCALE_TRANSCODE_MIN: '0', FANOUT_SCALE_COOLDOWN_SECONDS: '60' };

/** A scaler of one service that looks every ten seconds, with what it says and publishes. */
function scalerOf(env: Readonly<Record<string, string>> = dev) {
  let seconds = 0;
  let seen: ObservedQueue | null = null;
  let refusal: Error | null = null;
  const lines: string[] = [];
  const published: (readonly QueueFigures[])[] = [];
  const gauges = new Gauges();
  const note = (line: string) => lines.push(line);
  const scaler = new Scaler({
    names: ['transcode'],
    observe: async () => (seen ? { transcode: seen } : {}),
    publish: async (figures) => {
      if (refusal) throw refusal;
      published.push(figures);
    },
    scaling: scalingFromEnv(env),
    gauges,
    logger: { info: note, warn: note } as never,
    now: () => seconds,
  });
  /** @param what `null` for a service that is not there. @returns the figures of the last look */
  const look = async (what: Partial<ObservedQueue> | null, times = 1) => {
    for (seen = what && { ...calm, ...what }; times > 0; times--) {
      seconds += 10;
      await scaler.look();
    }
    return published.at(-1)?.[0];
  };
  const refuse = (error: Error | null) => {
    refusal = error;
  };
  return { scaler, gauges, lines, published, look, refuse };
}

/** A service, with so many of its tasks running. */
const of = (ordered: number, running = ordered) => ({ service: { ordered, running, pending: ordered - running } });

describe('the scaler on AWS', () => {
  it('says what is ordered and what it recommends, without a command', async () => {
    const { lines, look } = scalerOf();
    await look({ ...of(0) }, 2);
    await look({ backlog: 9, ...of(0) });
    await look({ backlog: 9, ...of(5, 0) });
    await look({ ...of(5) }, 6);
    expect(lines).toEqual([
      'transcode-queue: 0 tasks ordered, 5 recommended (backlog 9, 0 in flight)',
      'transcode-queue: 5 tasks ordered, 0 recommended (backlog 0, 0 in flight)',
    ]);
  });

  it('orders nothing again while tasks start: what follows its figures comes to them in one step', async () => {
    const { published, look } = scalerOf();
    let ordered = 0;
    const orders: number[] = [];
    for (let n = 0; n < 12; n++) {
      const running = n < 8 ? 0 : ordered;
      const figures = await look({
        backlog: 12 - 2 * running,
        inFlight: 2 * running,
        tasks: running,
        ...of(ordered, running),
      });
      ordered = figures?.recommended ?? ordered;
      orders.push(ordered);
    }
    expect(published).toHaveLength(12);
    expect(new Set(orders)).toEqual(new Set([6]));
  });

  it('does not take tasks that are still starting for too many, when it was itself just started', async () => {
    const { look } = scalerOf();
    // Eight were ordered for work that the first two have nearly done.
    expect(await look({ inFlight: 4, tasks: 2, slots: 2, ...of(8, 2) }, 6)).toMatchObject({ recommended: 8 });
    expect(await look({ inFlight: 4, tasks: 8, slots: 2, ...of(8) })).toMatchObject({ recommended: 2 });
  });

  it('has no figures of a service that is not there, and keeps what it decided', async () => {
    const { scaler, published, look } = scalerOf();
    await look(null, 9);
    expect(published).toEqual([]);
    expect(scaler.report()).toMatchObject({ status: 'ok', queues: {} });
    await look({ backlog: 9, ...of(0) });
    await look(null, 30);
    expect(published).toHaveLength(1);
    expect(await look({ ...of(5) })).toMatchObject({ recommended: 5 });
    expect(Object.keys(scaler.report().queues)).toEqual(['transcode-queue']);
  });

  it('goes on when it cannot publish, says so once, and is unhealthy after a minute', async () => {
    const { scaler, gauges, lines, published, look, refuse } = scalerOf();
    await look({ ...of(0) });
    refuse(new Error('CloudWatch: no answer within 5 s'));
    await look({ ...of(0) }, 6);
    expect(scaler.report().status).toBe('ok');
    await look({ backlog: 9, ...of(0) });
    expect(scaler.report()).toMatchObject({
      status: 'unhealthy',
      reason: 'it has not published what it saw for 70 s: CloudWatch: no answer within 5 s',
      blindSeconds: 0,
      queues: { 'transcode-queue': { recommended: 5, service: { ordered: 0 } } },
    });
    refuse(null);
    await look({ backlog: 9, ...of(5, 0) });
    expect(scaler.report().status).toBe('ok');
    expect(published).toHaveLength(2);
    expect(lines).toEqual([
      'What was seen cannot be published; nothing will be scaled by it: CloudWatch: no answer within 5 s',
      'transcode-queue: 0 tasks ordered, 5 recommended (backlog 9, 0 in flight)',
      'What is seen is published again.',
    ]);
    const text = (await gauges.read()).split('\n');
    for (const line of [
      'fanout_scaler_publications_total{outcome="ok"} 2',
      'fanout_scaler_publications_total{outcome="failed"} 7',
      'fanout_ordered_tasks{queue="transcode-queue"} 5',
      'fanout_tasks{queue="transcode-queue"} 0',
      'fanout_work_per_task{queue="transcode-queue"} 1.8',
    ])
      expect(text).toContain(line);
  });
});
