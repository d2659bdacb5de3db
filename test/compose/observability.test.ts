import { afterAll, beforeAll, expect, it } from 'vitest';
import { ComposeStack } from './compose-stack.ts';

/* Prometheus of the profile `observability` finds everybody. What its rules say is tested in test/e2e/observability.test.ts. */

let stack: ComposeStack;
beforeAll(async () => {
  stack = await ComposeStack.create();
  await stack.compose(['build', '--quiet']);
  await stack.compose(['--profile', 'observability', 'up', '--detach', '--wait', '--scale', 'metadata=3']);
});
afterAll(() => stack.remove());

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${stack.port('PROMETHEUS')}/api/v1/${path}`);
  return ((await response.json()) as { data: T }).data;
}

it('collects from every worker, the scaler and Temporal', async () => {
  const up = async () => {
    const { activeTargets } = await ask<{ activeTargets: { labels: { job: string }; health: string }[] }>('targets');
    return activeTargets.map(({ labels, health }) => `${labels.job} ${health}`).sort();
  };
  await expect
    .poll(up, { timeout: 90_000, interval: 2_000 })
    .toEqual(['metadata up', 'metadata up', 'metadata up', 'scaler up', 'temporal up', 'transcode up', 'workflow up']);
});

it('knows every rule, and what the scaler sees', async () => {
  const { groups } = await ask<{ groups: { rules: { health: string; lastError?: string }[] }[] }>('rules');
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(20);
  expect(rules.filter(({ lastError }) => lastError)).toEqual([]);
  const tasks = async () => {
    const { result } = await ask<{ result: { value: [number, string] }[] }>(
      `query?query=${encodeURIComponent('fanout_tasks{queue="metadata-queue"}')}`,
    );
    return result.map(({ value }) => value[1]);
  };
  await expect.poll(tasks, { timeout: 90_000, interval: 2_000 }).toEqual(['3']);
});
