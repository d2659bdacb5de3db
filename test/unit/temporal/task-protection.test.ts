import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProtectionAgent } from '../../../services/temporal/task-protection/agent.ts';
import { taskProtection } from '../../../services/temporal/task-protection/index.ts';
import { type ProtectionTiming, TaskProtection } from '../../../services/temporal/task-protection/protection.ts';
import { RECORDED, startEcsAgentStub } from '../../support/ecs-agent-stub.ts';
import { recordingMeter } from '../../support/recorded-metrics.ts';

const TIMING: ProtectionTiming = { idleMs: 60, refreshMs: 10_000, retryMs: 10_000 };
const PROTECT = { path: 'PUT /api/0123456789/task-protection/v1/state' };
let stub: Awaited<ReturnType<typeof startEcsAgentStub>>;
beforeEach(async () => {
  stub = await startEcsAgentStub();
});
afterEach(() => stub.stop());

function worker(timing: Partial<ProtectionTiming> = {}, answerMs = 2_000) {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => lines.push((JSON.parse(line) as { msg: string }).msg) });
  const { values, meter } = recordingMeter();
  const agent = new ProtectionAgent(stub.uri, { answerMs });
  const protection = new TaskProtection({ agent, logger, meter, timing: { ...TIMING, ...timing } });
  const run = <T>(work: () => Promise<T>) =>
    protection.interceptor().inbound?.execute?.({ args: [], headers: {} }, work) as Promise<T>;
  return { protection, lines, values, run };
}

describe('the task of a worker', () => {
  it('is protected from its first activity on, for 20 minutes, and let go when it has none', async () => {
    const { values, run } = worker();
    expect(values).toEqual({ fanout_task_protected: 0, fanout_task_protection_failures: 0 });
    await run(() => sleep(30));
    await expect.poll(() => values.fanout_task_protected).toBe(1);
    await expect.poll(stub.wanted).toEqual([true, false]);
    expect(stub.asked).toEqual([
      { ...PROTECT, body: { ProtectionEnabled: true, ExpiresInMinutes: 20 } },
      { ...PROTECT, body: { ProtectionEnabled: false } },
    ]);
    await expect.poll(() => values).toEqual({ fanout_task_protected: 0, fanout_task_protection_failures: 0 });
  });

  it('costs one call for activities that follow each other, or run side by side, also where they fail', async () => {
    const { run } = worker();
    for (let n = 0; n < 5; n++) {
      await run(() => sleep(10));
      await sleep(20);
    }
    await Promise.all([run(() => sleep(100)), run(() => sleep(10))]);
    await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(stub.wanted()).toEqual([true]);
    await expect.poll(stub.wanted).toEqual([true, false]);
  });

  it('stays protected while it is busy', async () => {
    const { run } = worker({ refreshMs: 50 });
    await run(() => expect.poll(stub.wanted).toEqual([true, true, true]));
    await expect.poll(stub.wanted).toContain(false);
    const calls = stub.asked.length;
    await sleep(150);
    expect(stub.asked.length).toBe(calls);
  });

  it('is what was wanted last, however late the answers are', async () => {
    stub.answers(null, 80);
    const { protection, values } = worker({ idleMs: 0 });
    // Busy, idle, busy, idle, busy, while the first call is under way.
    for (let n = 0; n < 3; n++) {
      protection.begin();
      await sleep(10);
      if (n < 2) protection.end();
      await sleep(10);
    }
    await sleep(400);
    expect(stub.wanted().at(-1)).toBe(true);
    expect(values.fanout_task_protected).toBe(1);
    expect(stub.asked.length).toBeLessThanOrEqual(3);
    protection.end();
    await expect.poll(() => values.fanout_task_protected).toBe(0);
    expect(stub.wanted().at(-1)).toBe(false);
  });

  it('is let go at once when the worker leaves', async () => {
    const { protection, run } = worker({ idleMs: 60_000 });
    await run(() => expect.poll(stub.wanted).toEqual([true]));
    await protection.stop();
    expect(stub.wanted()).toEqual([true, false]);
    await protection.stop();
    expect(stub.wanted()).toEqual([true, false]);
  });
});

describe('an agent that does not do it', () => {
  it.each([
    ['the deployment is blocked', RECORDED.blocked, 'DEPLOYMENT_BLOCKED: The task protection cannot be set'],
    ['the role may not', RECORDED.denied, 'AccessDeniedException: User: arn:aws:sts'],
    ['is of an older version', RECORDED.noSuchPage, 'answered 404, with nothing that is known'],
    ['answers the opposite', RECORDED.done(false), 'the opposite'],
  ])('(%s) is one line when it begins and one when it ends, and no matter of the work', async (_why, answer, words) => {
    stub.answers(answer);
    const { lines, values, run } = worker({ retryMs: 20 });
    const result = await run(async () => {
      await expect.poll(() => values.fanout_task_protection_failures).toBeGreaterThan(2);
      expect(values.fanout_task_protected).toBe(0);
      expect(lines).toEqual([expect.stringContaining(words)]);
      stub.answers(null);
      await expect.poll(() => values.fanout_task_protected).toBe(1);
      return 'done';
    });
    expect(result).toBe('done');
    expect(lines).toEqual([expect.stringContaining('Work goes on'), expect.stringContaining('again')]);
  });

  it('is silent: work does not wait for it', async () => {
    stub.answers(null, 500);
    const { lines, run } = worker({}, 100);
    const started = performance.now();
    await run(async () => 'done');
    expect(performance.now() - started).toBeLessThan(50);
    await expect.poll(() => lines).toEqual([expect.stringContaining('timeout')]);
  });

  it('is not there at all', async () => {
    await stub.stop();
    const { protection, lines, run } = worker();
    await run(async () => {});
    await expect.poll(() => lines.length).toBe(1);
    await protection.stop();
  });
});

it('is for workers in ECS that have long work', () => {
  const parts = () => ({ logger: pino({ level: 'silent' }), meter: recordingMeter().meter });
  const env = { ECS_AGENT_URI: 'http://169.254.170.2/api/x' };
  expect(taskProtection('transcode', env, parts)).toBeInstanceOf(TaskProtection);
  expect(taskProtection('metadata', env, parts)).toBeInstanceOf(TaskProtection);
  expect(taskProtection('workflow', env, parts)).toBeNull();
  expect(taskProtection('transcode', {}, parts)).toBeNull();
});
