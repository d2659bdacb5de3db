import { Client } from '@temporalio/client';
import { expect, it } from 'vitest';
import { type VideoJob, videoId } from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import { listJobs, readyNamespace, startJob } from '../../services/temporal/index.ts';
import { server } from '../support/workflow-server.ts';

/* What is known of jobs without asking each: no worker is there that could answer. */

it('lists jobs with the names of their sources', async () => {
  const { address, clientConnection } = await server();
  await readyNamespace({ address, namespace: 'list' });
  const client = new Client({ connection: clientConnection, namespace: 'list' });
  const name = 'film \u001b[2J.mp4';
  const job: VideoJob = {
    videoId: videoId('listed'),
    source: { bucket: 'videos', key: 'listed/source', name },
    spec: parseJobSpec({}),
    ownsSource: true,
  };
  await startJob(client, job);
  await expect
    .poll(() => listJobs(client, 10), { timeout: 15_000 })
    .toMatchObject([{ videoId: 'listed', name, state: 'running', closedAt: null }]);
});
