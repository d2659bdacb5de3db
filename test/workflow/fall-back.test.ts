import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { type EncodeChunkInput, QUEUES } from '../../services/core/index.ts';
import { withJob } from '../support/workflow-server.ts';
import { done, handleOf, stubs } from '../support/workflow-stubs.ts';

it('a job whose cards fail is made by processors, in the same chunks and other renditions', async () => {
  const tried: (EncodeChunkInput & { readonly queue: string })[] = [];
  const { activities, discarded } = stubs({
    offerEncoder: async () => {
      const nvenc = Context.current().info.taskQueue === QUEUES.transcode ? (['h264'] as const) : [];
      return { version: '7.1.5', software: ['h264'], nvenc };
    },
    encodeChunk: async (input) => {
      tried.push({ ...input, queue: Context.current().info.taskQueue });
      if (input.renditions[0]?.encoder === 'nvenc' && input.chunk.index === 2) {
        throw ApplicationFailure.create({ type: 'GPU_UNSUPPORTED', message: 'no', nonRetryable: true });
      }
      return { ...done, endFrame: input.chunk.frames.end, damagedFrames: 0 };
    },
  });
  await withJob('wf-cards-fail', activities, async (client, job) => {
    expect(await handleOf(client, job).result()).toMatchObject({ state: 'completed', work: { chunks: 5 } });
    const by = (encoder: string) => tried.filter(({ renditions }) => renditions[0]?.encoder === encoder);
    expect(new Set(by('nvenc').map(({ queue }) => queue))).toEqual(new Set([QUEUES.transcode]));
    expect(new Set(by('software').map(({ queue }) => queue))).toEqual(new Set([QUEUES.transcodeCpu]));
    expect(by('software')).toHaveLength(5);
    const [one, two] = ['nvenc', 'software'].map((encoder) => by(encoder).find(({ chunk }) => chunk.index === 2));
    expect(two?.chunk).toEqual(one?.chunk);
    expect(two?.grid).toEqual(one?.grid);
    const hashes = one?.renditions.map(({ hash }) => hash) ?? [];
    expect(two?.renditions.filter(({ hash }) => hashes.includes(hash))).toEqual([]);
    // What the cards had made is removed, and nothing else.
    expect(discarded).toMatchObject([{ folders: hashes }]);
  });
});
