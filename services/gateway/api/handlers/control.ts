import { type Principal, retryJob, reviseJob } from '../../../control/index.ts';
import { type JobStatus, type VideoId, videoId } from '../../../core/index.ts';
import { cancelJob, pauseJob, prioritizeJob, resumeJob } from '../../../temporal/index.ts';
import type { GatewayParts } from '../../parts.ts';
import type { CallHandlers } from '../handler.ts';

type Mine = Pick<CallHandlers, 'cancelJob' | 'pauseJob' | 'resumeJob' | 'prioritizeJob' | 'retryJob' | 'reviseJob'>;

/** Steers jobs; each answers with the job as it is then. */
export function controlHandlers({ temporal, store, looks, owners }: GatewayParts): Mine {
  const own = async (principal: Principal, id: string): Promise<VideoId> => {
    const video = videoId(id);
    await owners.require(principal, video);
    return video;
  };
  const after = async (id: VideoId): Promise<JobStatus> => (await looks.fresh(id)).status;
  return {
    cancelJob: async ({ params, principal }) => {
      const id = await own(principal, params.id);
      await cancelJob(await temporal(), id);
      return { status: 202, body: await after(id) };
    },
    pauseJob: async ({ params, principal }) => {
      const id = await own(principal, params.id);
      await pauseJob(await temporal(), id);
      return { status: 200, body: await after(id) };
    },
    resumeJob: async ({ params, principal }) => {
      const id = await own(principal, params.id);
      await resumeJob(await temporal(), id);
      return { status: 200, body: await after(id) };
    },
    prioritizeJob: async ({ params, body, principal }) => {
      const id = await own(principal, params.id);
      await prioritizeJob(await temporal(), id, body.priority);
      return { status: 200, body: await after(id) };
    },
    retryJob: async ({ params, principal }) => {
      const id = await own(principal, params.id);
      await retryJob({ client: await temporal(), store }, id);
      return { status: 202, body: await after(id) };
    },
    reviseJob: async ({ params, body, principal }) => {
      const id = await own(principal, params.id);
      await reviseJob({ client: await temporal(), store }, id, body.what, body.renditions);
      return { status: 202, body: await after(id) };
    },
  };
}
