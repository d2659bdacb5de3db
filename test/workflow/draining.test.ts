import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { cancelJob, pauseJob, readJob, resumeJob } from '../../services/temporal/index.ts';
import { withJob } from '../support/workflow-server.ts';
import { handleOf, stubs } from '../support/workflow-stubs.ts';

/* A worker that is about to stop ends its work with an error of its own, also where the work is being cancelled. */

/** Stubs whose chunks, until they are let go, end with a failure as soon as they are cancelled. */
function drainingStubs() {
  let held = true;
  let begun = 0;
  const { activities } = stubs();
  const encodeChunk: typeof activities.encodeChunk = async (input) => {
    if (!held) return activities.encodeChunk(input);
    begun++;
    const beat = setInterval(() => Context.current().heartbeat(), 50);
    await Context.current().cancelled.catch(() => {});
    clearInterval(beat);
    throw ApplicationFailure.create({ type: 'WORKER_STOPPED', message: 'the worker stops', nonRetryable: true });
  };
  const letGo = () => {
    held = false;
  };
  return { activities: { ...activities, encodeChunk }, begun: () => begun, letGo };
}

it('a cancelled job is cancelled', () => {
  const { activities, begun } = drainingStubs();
  return withJob('drain-cancel', activities, async (client, job) => {
    await expect.poll(begun, { timeout: 10_000 }).toBeGreaterThan(0);
    await cancelJob(client, job.videoId);
    await expect(handleOf(client, job).result()).rejects.toThrow();
    expect((await readJob(client, job.videoId)).state).toBe('cancelled');
    expect((await handleOf(client, job).describe()).status.name).toBe('CANCELLED');
  });
});

it('a paused job goes on after it is resumed', () => {
  const { activities, begun, letGo } = drainingStubs();
  return withJob('drain-pause', activities, async (client, job) => {
    await expect.poll(begun, { timeout: 10_000 }).toBeGreaterThan(0);
    await pauseJob(client, job.videoId);
    letGo();
    await resumeJob(client, job.videoId);
    expect(await handleOf(client, job).result()).toMatchObject({ state: 'completed' });
  });
});
