import { videoId } from '../../../core/index.ts';
import { listJobPage } from '../../../temporal/index.ts';
import { jobSource, polledSource } from '../../live/index.ts';
import type { GatewayParts } from '../../parts.ts';
import type { EventHandlers, Following } from '../handler.ts';
import { tenantFilter } from '../tenant-filter.ts';

const LIST_EVERY_MS = 2_000;
/** What is searched for is looked for in a long list. */
const SEARCH_EVERY_MS = 10_000;
const FLEET_EVERY_MS = 2_000;

/** What can be followed. */
export function eventHandlers({ temporal, looks, owners, fleet }: GatewayParts): EventHandlers {
  return {
    jobEvents: async ({ params, principal }): Promise<Following> => {
      const id = videoId(params.id);
      await owners.require(principal, id);
      return { key: `job ${id}`, source: jobSource(looks, id) };
    },
    jobsEvents: async ({ query, principal }) => {
      const page = { ...query, tenant: tenantFilter(principal, query.tenant) };
      const { limit, state = '', tenant = '', q = '' } = page;
      return {
        key: `jobs ${JSON.stringify([limit, state, tenant, q])}`,
        source: polledSource('jobs', q === '' ? LIST_EVERY_MS : SEARCH_EVERY_MS, async () =>
          listJobPage(await temporal(), page),
        ),
      };
    },
    fleetEvents: async () => ({ key: 'fleet', source: polledSource('fleet', FLEET_EVERY_MS, () => fleet.now()) }),
  };
}
