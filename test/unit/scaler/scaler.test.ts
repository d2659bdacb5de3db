import { describe, expect, it } from 'vitest';
import { SCALED_NAMES, scalingFromEnv } from '../../../services/core/index.ts';
import { Gauges } from '../../../services/scaler/gauges.ts';
import type { Observation, ObservedQueue } from '../../../services/scaler/observe.ts';
import { Scaler } from '../../../services/scaler/scaler.ts';

const calm: ObservedQueue = { backlog: 0, ageSeconds: 0, inFlight: 0, tasks: 1, busy: 0, slots: 2 };

/** A scaler that looks every ten seconds at what a test says, in no time. */
function scalerOf(env: Readonly<Record<string, string>> = {}) {
  let seconds = 0;
  let seen: Partial<ObservedQueue> | Error = {};
  const lines: string[] = [];
  const gauges = new Gauges();
  const note = (line: string) => lines.push(line);
  const scaler = new Scaler({
    names: SCALED_NAMES,
    observe: async (): Promise<Observation> => {
      if (seen instanceof Error) throw seen;
      return { workflow: calm, metadata: calm, transcode: { ...calm, ...seen }, transcodeCpu: { ...calm, tasks: 0 } };
    },
    scaling: scalingFromEnv(env),
    gauges,
    logger: { info: note, warn: note } as never,
    now: () => seconds,
  });
  const look = async (what: Partial<ObservedQueue> | Error, times = 1) => {
    for (seen = what; times > 0; times--) {
      seconds += 10;
      await scaler.look();
    }
  };
  return { scaler, gauges, lines, look };
}

describe('the scaler', () => {
  it('says each new recommendation once, with the command that follows it', async () => {
    const { lines, look } = scalerOf();
    await look({}, 2);
    expect(lines, 'all is as it should be').toEqual([]);
    await look({ backlog: 9, inFlight: 2 }, 2);
    await look({ backlog: 3, inFlight: 6, tasks: 3 });
    await look({ tasks: 6 }, 31);
    expect(lines).toEqual([
      'transcode-queue: 1 worker, 6 recommended (backlog 9, 2 in flight): docker compose up -d --no-recreate --no-deps --scale transcode=6 transcode',
      'transcode-queue: 6 workers, 5 recommended (backlog 0, 0 in flight, 5 were needed within the last 300 s): docker compose up -d --no-recreate --no-deps --scale transcode=5 transcode',
      'transcode-queue: 6 workers, 1 recommended (backlog 0, 0 in flight): docker compose up -d --no-recreate --no-deps --scale transcode=1 transcode',
    ]);
  });

  it('recommends what it did while it sees nothing, says why, and is unhealthy after a minute', async () => {
    const { scaler, gauges, lines, look } = scalerOf();
    await look({ backlog: 9 });
    await look(new Error('Temporal does not answer'), 6);
    expect(scaler.report()).toMatchObject({ status: 'ok', blindSeconds: 60 });
    await look(new Error('Temporal does not answer yet'));
    await look(new Error('The key has expired'));
    expect(scaler.report()).toMatchObject({
      status: 'unhealthy',
      reason: 'it has not seen the queues for 80 s: The key has expired',
      queues: { 'transcode-queue': { backlog: 9, recommended: 5, why: 'backlog 9, 0 in flight' } },
    });
    expect(await gauges.read()).toContain('fanout_scaler_observations_total{outcome="failed"} 8');
    await look({ backlog: 9 });
    expect(scaler.report().status).toBe('ok');
    expect(lines.slice(1)).toEqual([
      'The queues cannot be seen; what was recommended stays: Temporal does not answer',
      // Another cause is said, once a minute.
      'The queues cannot be seen; what was recommended stays: Temporal does not answer yet',
      'The queues can be seen again.',
    ]);
  });

  it('publishes what it saw and decided', async () => {
    const { gauges, look } = scalerOf({ FANOUT_SCALE_TRANSCODE_MAX: '4' });
    expect(await gauges.read()).toContain('fanout_scaler_observations_total{outcome="ok"} 0');
    await look({ backlog: 9, ageSeconds: 2.5, inFlight: 3, tasks: 2 });
    const text = await gauges.read();
    for (const line of [
      'fanout_backlog{queue="transcode-queue"} 9',
      'fanout_backlog_age_seconds{queue="transcode-queue"} 2.5',
      'fanout_in_flight{queue="transcode-queue"} 3',
      'fanout_tasks{queue="transcode-queue"} 2',
      'fanout_work_per_task{queue="transcode-queue"} 6',
      'fanout_recommended_tasks{queue="transcode-queue"} 4',
      'fanout_recommended_tasks{queue="transcode-cpu-queue"} 0',
      'fanout_recommended_tasks{queue="video-tasks"} 1',
      'fanout_recommended_tasks{queue="metadata-queue"} 1',
      'fanout_scaler_observations_total{outcome="ok"} 1',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toMatch(/^fanout_scaler_last_success_timestamp_seconds \d{10}/m);
  });

  it('looks until it is told to stop', async () => {
    const { scaler, gauges } = scalerOf();
    const stopping = new AbortController();
    const running = scaler.run(0.01, stopping.signal);
    await expect.poll(() => gauges.read()).toMatch(/outcome="ok"} [2-9]/);
    stopping.abort();
    await running;
  });
});
