import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { estimateSchema } from '../../services/api/index.ts';
import { estimateJob, type Stack } from '../../services/control/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../../services/store/index.ts';
import { inspect } from '../../services/temporal/index.ts';
import { withJob } from '../support/workflow-server.ts';
import { stubs } from '../support/workflow-stubs.ts';

/* What a job would take, by a look of a worker at its source: a real Temporal server, stubbed activities. */

const store = new Store(createS3Client(storeConfigFromEnv({})));
const film = { bucket: 'videos', key: 'film/source', name: 'film.mp4' };

describe('an estimate of a job', () => {
  it('is what the API says that an estimate is', () =>
    withJob('inspect-good', stubs().activities, async (client) => {
      const stack: Stack = { client, store };
      const spec = parseJobSpec({ ladder: ['720p', '360p'] });
      const estimated = await estimateJob(stack, spec, film, { workers: 5, region: 'us-east-1' });
      expect(estimateSchema.parse(estimated)).toEqual(estimated);
      expect(estimated).toMatchObject({
        source: { name: 'film.mp4', bytes: 1_000_000 },
        plan: { frames: 1500, chunks: 5 },
        time: { workers: { count: 5 } },
        aws: { region: 'us-east-1' },
      });
      expect(estimated.time).not.toHaveProperty('here');
      const web = { kind: 'web', url: 'https://example.com/film.mp4', name: 'film.mp4' } as const;
      expect(await estimateJob(stack, spec, web, { workers: 1 })).not.toHaveProperty('aws');
      await expect(estimateJob(stack, spec, film, { workers: 1, region: 'mars' })).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
    }));

  it('fails with what is wrong with the source', () => {
    const inspectSource = () => {
      throw ApplicationFailure.create({ type: 'SOURCE_NOT_MEDIA', message: 'It is a letter.', nonRetryable: true });
    };
    return withJob('inspect-bad', { ...stubs().activities, inspectSource }, async (client) => {
      await expect(inspect(client, film, 'default')).rejects.toMatchObject({
        code: 'SOURCE_NOT_MEDIA',
        message: 'It is a letter.',
      });
    });
  });
});
