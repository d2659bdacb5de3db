import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JobStatus } from '../../services/core/index.ts';
import { freePort } from '../../tools/stack/index.ts';
import { startMetricsStub } from '../support/metrics-stub.ts';
import { CONFIG_DIR, hasPrometheus, localConfig, PROMTOOL, Prometheus } from '../support/prometheus.ts';
import { TestStack } from '../support/stack.ts';

/* The shipped rules and dashboard against a real Prometheus, which looks at real workers; the scaler and the Temporal
server's own metrics are a stub. */

if (!hasPrometheus) console.warn('Left out: there is no Prometheus here (as root: apt-get install prometheus).');

const DASHBOARD = fileURLToPath(new URL('../../docker/grafana/fanout.json', import.meta.url));
const OPERATIONS = fileURLToPath(new URL('../../docs/operations.md', import.meta.url));

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string }[];
}

/** Expressions that find nothing after one job that went well, each with its reason. Alerts find nothing either. */
const EMPTY: readonly { readonly has: string; readonly why: string }[] = [
  { has: 'ALERTS{', why: 'nothing is wrong' },
  { has: 'fanout:errors:rate5m', why: 'nothing failed, and a code is not there before it is needed' },
  { has: 'outcome!~"done|reused', why: 'the same' },
  { has: 'fanout:storage_failures:rate5m', why: 'S3 did not fail' },
  { has: 'outcome=~"STORAGE_FAILED', why: 'the same' },
  { has: 'fanout:temporal_request_failures:rate5m', why: 'Temporal did not fail' },
  { has: 'temporal_request_failure{', why: 'the same' },
  { has: 'service_error_with_type', why: 'the same, as the server sees it' },
  { has: '} == 0)', why: 'all workers answer' },
  { has: 'fanout_container_memory_bytes', why: 'this machine may not be a container with a limit' },
];

/** What is to come out, where more can be said than that it is a number that is not negative: lowest and highest. */
const SANE: Readonly<Record<string, readonly [number, number]>> = {
  'fanout:success:ratio_rate5m': [1, 1],
  'fanout:success:ratio_rate1h': [1, 1],
  'fanout:retries:ratio_rate5m': [0, 0],
  'fanout:chunk_seconds:p50_rate10m': [0.01, 60],
  'fanout:chunk_seconds:p95_rate10m': [0.01, 120],
  'fanout:encode_speed:ratio_rate10m': [0.01, 200],
  'fanout:cost_per_hour': [0.001, 10],
  // A few seconds of video in an hour of four workers.
  'fanout:cost_per_source_hour:avg1h': [1, 10_000],
  'fanout:tasks': [1, 1],
  'fanout:backlog': [3, 3],
};

describe.skipIf(!hasPrometheus)('observability (needs Debian’s package prometheus)', () => {
  let stack: TestStack;
  let stub: Awaited<ReturnType<typeof startMetricsStub>>;
  let prometheus: Prometheus;
  let job: JobStatus;

  beforeAll(async () => {
    [stack, stub] = await Promise.all([TestStack.start(), startMetricsStub()]);
    const addresses: Record<string, string | null> = {
      scaler: stub.address,
      temporal: stub.address,
      'transcode-cpu': null,
    };
    for (const kind of ['workflow', 'metadata', 'transcode'] as const) {
      const port = await freePort();
      addresses[kind] = `127.0.0.1:${port}`;
      await stack.worker(kind, { FANOUT_HEALTH_PORT: String(port) });
    }
    prometheus = await Prometheus.start(join(stack.home.dir, 'prometheus'), await localConfig(addresses));
    // So that what the workers had to say before the job was seen.
    await vi.waitFor(
      async () => {
        expect(await prometheus.query('count(up == 1)')).toMatchObject([{ value: 5 }]);
        expect(await prometheus.query('count_over_time(fanout_source_seconds[1m]) > 1')).toHaveLength(1);
      },
      { timeout: 30_000, interval: 200 },
    );
    job = (
      await stack.fanout(
        ...['submit', await makeVideo(stack.home.dir), '--wait', '--json', '--set', 'encoder.preset=slow'],
        ...['--set', 'segmentSeconds=2', '--set', 'chunkSegments=1', '--set', 'codecs=h264,hevc'],
      )
    ).status();
  });
  afterAll(async () => {
    await prometheus?.stop();
    await stub?.stop();
    await stack?.stop();
  });

  it('has a configuration and rules that Prometheus takes', async () => {
    const check = (...args: string[]) => execa(PROMTOOL, args, { cwd: CONFIG_DIR, all: true, reject: false });
    expect(await check('check', 'config', 'prometheus.yml')).toMatchObject({ exitCode: 0 });
    expect(await check('check', 'rules', 'rules.yml')).toMatchObject({ exitCode: 0 });
    const tested = await check('test', 'rules', 'rules.test.yml');
    expect(tested.all).toContain('SUCCESS');
    expect(tested.exitCode).toBe(0);
  });

  it('knows every alert by a case, and the operator by a section', async () => {
    const [cases, operations] = await Promise.all([
      readFile(join(CONFIG_DIR, 'rules.test.yml'), 'utf8'),
      readFile(OPERATIONS, 'utf8'),
    ]);
    const alerts = (await prometheus.rules()).filter(({ type }) => type === 'alerting');
    expect(alerts.length).toBeGreaterThan(10);
    for (const { name, annotations } of alerts) {
      expect(cases).toContain(`alertname: ${name}\n`);
      expect(operations).toMatch(new RegExp(`^#+ ${name}$`, 'm'));
      expect(annotations).toMatchObject({
        summary: expect.any(String),
        description: expect.any(String),
        runbook_url: `docs/operations.md#${name.toLowerCase()}`,
      });
    }
    const sections = /\n### Alerts\n([\s\S]*?)(?=\n##? |\n### |$)/.exec(operations)?.[1] ?? '';
    const described = [...sections.matchAll(/^#### (\w+)$/gm)].map((match) => match[1]);
    expect(described.sort()).toEqual(alerts.map(({ name }) => name).sort());
  });

  it('finds figures for every rule after one job, and nothing to wake somebody for', async () => {
    expect(job).toMatchObject({ state: 'completed' });
    // Rules that stand on rules come a little later.
    await expect.poll(() => prometheus.query('fanout:cost_per_source_hour:avg1h'), { timeout: 30_000 }).toHaveLength(1);
    for (const { name, type, query, health, lastError, state } of await prometheus.rules()) {
      expect({ name, health, lastError }).toEqual({ name, health: 'ok', lastError: undefined });
      if (type === 'alerting') expect({ name, state }).toEqual({ name, state: 'inactive' });
      else await expectFigures(name, await prometheus.query(query), query);
    }
    await expectFigures('as recorded', await prometheus.query('fanout:encode_speed:ratio_rate10m'), '');
  });

  it('counts what the job says that it was', async () => {
    const rungs = job.renditions.length;
    const media = await prometheus.query('fanout_media_seconds');
    expect(media).toHaveLength(rungs);
    // The rests of seconds are kept for later.
    for (const { value } of media) expect(Math.abs(value - SECONDS)).toBeLessThanOrEqual(1);
    expect(new Set(media.map(({ metric }) => metric.codec))).toEqual(new Set(['h264', 'hevc']));
    expect(media.map(({ metric }) => metric.rung)).toContain('360p');
    expect(await prometheus.query('fanout_source_seconds')).toMatchObject([{ value: SECONDS }]);
    const [cpu] = await prometheus.query('sum(fanout_cpu_seconds{activityType=~"encode.*|measureQuality"})');
    const spent = job.work.cpuSeconds ?? 0;
    // Whole seconds, for each codec and activity.
    expect(Math.abs((cpu?.value ?? 0) - spent)).toBeLessThan(Math.max(6, spent / 4));
    expect(await prometheus.query('fanout_failures != 0')).toEqual([]);
    expect(await prometheus.query('min(process_resident_memory_bytes) > 10e6')).toHaveLength(1);
  });

  it('has a dashboard whose every panel shows something', async () => {
    const { panels, templating } = JSON.parse(await readFile(DASHBOARD, 'utf8')) as {
      readonly panels: readonly Panel[];
      readonly templating: { readonly list: readonly object[] };
    };
    expect(templating.list).toMatchObject([{ name: 'datasource', type: 'datasource', query: 'prometheus' }]);
    const shown = panels.filter(({ type }) => type !== 'row');
    expect(shown.length).toBeGreaterThan(20);
    for (const { title, targets = [] } of shown) {
      expect(targets.length).toBeGreaterThan(0);
      for (const { expr } of targets) await expectFigures(title, await prometheus.query(expr), expr);
    }
  });
});

async function expectFigures(name: string, found: Awaited<ReturnType<Prometheus['query']>>, expr: string) {
  const [lowest, highest] = SANE[name] ?? SANE[expr] ?? [0, Number.MAX_VALUE];
  if (!EMPTY.some(({ has }) => expr.includes(has))) expect(found, `${name}: ${expr}`).not.toEqual([]);
  for (const { metric, value } of found) {
    expect(value, `${name}: ${expr} ${JSON.stringify(metric)}`).toBeGreaterThanOrEqual(lowest);
    expect(value, `${name}: ${expr} ${JSON.stringify(metric)}`).toBeLessThanOrEqual(highest);
  }
}

const SECONDS = 16;

async function makeVideo(dir: string): Promise<string> {
  const path = join(dir, 'small.mp4');
  await execa('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=25:duration=${SECONDS}`],
    ...['-f', 'lavfi', '-i', `sine=duration=${SECONDS}`, '-c:v', 'libx264', '-preset', 'ultrafast', path],
  ]);
  return path;
}
