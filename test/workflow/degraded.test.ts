import { ApplicationFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import type { JobStatus } from '../../services/core/index.ts';
import { withJob } from '../support/workflow-server.ts';
import { handleOf, stubs } from '../support/workflow-stubs.ts';

/** Fails for good, with what it was for in the message. */
const failing = (what: string) => async () => {
  throw ApplicationFailure.create({ type: 'ENCODE_FAILED', message: `no ${what}`, nonRetryable: true });
};

it('a video is complete without all that it can do without, and says what is missing and why', async () => {
  const base = stubs();
  const { activities } = stubs({
    extractMetadata: async (place) => {
      const found = await base.activities.extractMetadata(place);
      const text = [{ streamIndex: 2, codec: 'mov_text', language: 'fr' }];
      return { ...found, facts: { ...found.facts, text } };
    },
    renderPoster: failing('poster'),
    renderStoryboard: failing('storyboard'),
    extractCaptions: failing('captions of the source'),
    publishCaptionFile: failing('caption file'),
    measureQuality: failing('measure'),
  });
  const test = async (...[client, job]: Parameters<Parameters<typeof withJob>[2]>) => {
    const { state, degraded } = (await handleOf(client, job).result()) as JobStatus;
    expect(state).toBe('completed');
    expect(degraded.map(({ what, why }) => `${what}: ${why}`).sort()).toEqual([
      'captions: no caption file',
      'captions: no captions of the source',
      'poster: no poster',
      'quality: no measure',
      'storyboard: no storyboard',
    ]);
  };
  await withJob('wf-all-degraded', activities, test, { captionFiles: ['s3://videos/wf/captions/1/film.en.srt'] });
});
