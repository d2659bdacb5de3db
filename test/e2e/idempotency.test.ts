import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKETS, workflowId } from '../../services/core/index.ts';
import { connectClient, temporalConfigFromEnv } from '../../services/temporal/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { TestStack } from '../support/stack.ts';

/* One key, one job: real command lines against real servers. Nothing has to be encoded for it. */

const clip = corpus('clips/chthomos_bbb_480p_30s.mp4');
let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.start();
});
afterAll(() => stack.stop());

const submit = (...settings: string[]) =>
  stack.fanout('submit', clip, ...settings.flatMap((setting) => ['--set', setting]), '--json');
const jobs = async () => JSON.parse((await stack.fanout('list', '--json')).stdout).jobs as { videoId: string }[];

describe.skipIf(!hasCorpus)('an idempotency key (needs MEDIA_CORPUS)', () => {
  it('is the same job for two that submit at once, and for whoever comes later', async () => {
    const [a, b] = await Promise.all([submit('idempotencyKey=order-17'), submit('idempotencyKey=order-17')]);
    const later = await submit('idempotencyKey=order-17');
    const ids = [a, b, later].map((result) => result.status().videoId);
    expect(new Set(ids).size).toBe(1);
    expect(await jobs()).toHaveLength(1);
  });

  it('is an error with another spec, and nothing changes', async () => {
    const { videoId } = (await submit('idempotencyKey=order-18')).status();
    const before = await stack.store.head(BUCKETS.source, `${videoId}/source`);
    const other = await submit('idempotencyKey=order-18', 'ladder=240p');
    expect([other.exitCode, other.status().error?.code]).toEqual([2, 'IDEMPOTENCY_CONFLICT']);
    expect(await stack.store.head(BUCKETS.source, `${videoId}/source`)).toEqual(before);
    expect(await jobs()).toHaveLength(2);
  });

  it('is one of its tenant', async () => {
    const mine = (await submit('idempotencyKey=order-19', 'tenant=a')).status().videoId;
    expect((await submit('idempotencyKey=order-19', 'tenant=b')).status().videoId).not.toBe(mine);
  });

  it('does not have to be begun anew where whoever claimed it went away before the job was started', async () => {
    const { videoId } = (await submit('idempotencyKey=order-20')).status();
    const claim = await stack.store.get(BUCKETS.source, `${videoId}/claim.json`);
    const client = await connectClient(temporalConfigFromEnv(stack.servers.env));
    await client.workflow.getHandle(workflowId(videoId)).terminate();
    await client.connection.close();
    expect((await stack.fanout('delete', videoId)).exitCode).toBe(0);
    await stack.store.put(BUCKETS.source, `${videoId}/claim.json`, claim ?? '', {
      contentType: 'application/json',
      cacheControl: 'no-store',
    });
    expect((await submit('idempotencyKey=order-20')).status()).toMatchObject({ videoId, state: 'queued' });
  });

  it('is let through again by a quota that refuses a further job', async () => {
    const tenants = join(stack.home.dir, 'tenants.json');
    await writeFile(tenants, '{"small": {"openJobs": 1}}');
    const env = { ...stack.servers.env, FANOUT_TENANTS: tenants };
    const small = (...settings: string[]) =>
      stack.home.fanout(
        ['submit', clip, '--json', ...['tenant=small', ...settings].flatMap((setting) => ['--set', setting])],
        env,
      );
    const first = await small('idempotencyKey=order-21');
    expect(first.exitCode).toBe(0);
    const count = (await jobs()).length;
    const second = await small();
    expect([second.exitCode, second.status().error?.code]).toEqual([2, 'TENANT_OVER_QUOTA']);
    expect((await small('idempotencyKey=order-21')).status().videoId).toBe(first.status().videoId);
    expect(await jobs()).toHaveLength(count);
  });

  it('of ten kilobytes is refused', async () => {
    const { exitCode, status } = await submit(`idempotencyKey=${'k'.repeat(10_000)}`);
    expect([exitCode, status().error?.code]).toEqual([2, 'SPEC_INVALID']);
  });
});
