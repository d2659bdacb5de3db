import { deleteVideo } from '../../../control/index.ts';
import { videoId } from '../../../core/index.ts';
import { listDeliveries, listJobPage, redeliver } from '../../../temporal/index.ts';
import { viewOf } from '../../access.ts';
import { gridFor } from '../../live/index.ts';
import type { GatewayParts } from '../../parts.ts';
import type { CallHandlers } from '../handler.ts';
import { tenantFilter } from '../tenant-filter.ts';

type Mine = Pick<CallHandlers, 'listJobs' | 'getJob' | 'getGrid' | 'deleteJob' | 'listDeliveries' | 'redeliver'>;

/** What jobs are and were. */
export function jobHandlers({ temporal, store, looks, owners }: GatewayParts): Mine {
  return {
    listJobs: async ({ query, principal }) => {
      const page = { ...query, tenant: tenantFilter(principal, query.tenant) };
      return { status: 200, body: await listJobPage(await temporal(), page) };
    },
    getJob: async ({ params, principal }) => {
      const id = videoId(params.id);
      await owners.require(principal, id);
      return { status: 200, body: (await looks.at(id)).status };
    },
    getGrid: async ({ params, principal }) => {
      const id = videoId(params.id);
      await owners.require(principal, id);
      const { grid } = await looks.at(id);
      return grid ? { status: 200, body: gridFor(viewOf(principal), grid) } : { status: 204, body: undefined };
    },
    deleteJob: async ({ params, principal }) => {
      const id = videoId(params.id);
      await owners.require(principal, id);
      const objects = await deleteVideo({ client: await temporal(), store }, id);
      looks.forget(id);
      return { status: 200, body: { videoId: id, objects } };
    },
    listDeliveries: async ({ params, principal }) => {
      const id = videoId(params.id);
      await owners.require(principal, id);
      return { status: 200, body: { deliveries: await listDeliveries(await temporal(), id) } };
    },
    redeliver: async ({ params, body, principal }) => {
      const id = videoId(params.id);
      await owners.require(principal, id);
      return { status: 202, body: { events: await redeliver(await temporal(), id, body.eventId) } };
    },
  };
}
