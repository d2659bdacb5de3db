import pLimit from 'p-limit';
import type { Submit } from '../../../api/index.ts';
import { estimateRequest, listProfiles, type Principal, submitRequest } from '../../../control/index.ts';
import type { GatewayParts } from '../../parts.ts';
import { requestError } from '../../problem.ts';
import type { CallHandlers } from '../handler.ts';

type Mine = Pick<CallHandlers, 'submitJob' | 'submitJobs' | 'estimate' | 'listProfiles'>;

/** Jobs of one request that are submitted at once. */
const BULK_AT_ONCE = 8;

/** Starts jobs, and says what they would take. */
export function submitHandlers(parts: GatewayParts): Mine {
  const { temporal, store, looks, uploads, profilesDir } = parts;
  const deps = async () => ({ client: await temporal(), store, profilesDir, uploads });
  const submit = async (principal: Principal, request: Submit, idempotencyKey: string | undefined) => {
    const { videoId, created } = await submitRequest(await deps(), principal, request, idempotencyKey);
    return { job: (await looks.fresh(videoId)).status, created };
  };
  return {
    submitJob: async ({ body, headers, principal }) => {
      const { job, created } = await submit(principal, body, headers['idempotency-key']);
      return { status: created ? 201 : 200, body: job };
    },
    submitJobs: async ({ body, principal }) => {
      const limit = pLimit(BULK_AT_ONCE);
      const results = await Promise.all(
        body.jobs.map(({ idempotencyKey, ...request }) =>
          limit(async () => {
            try {
              return await submit(principal, request, idempotencyKey);
            } catch (thrown) {
              return { error: requestError(thrown).toReport() };
            }
          }),
        ),
      );
      return { status: 200, body: { results } };
    },
    estimate: async ({ body, principal }) => {
      const { workers, region, ...request } = body;
      const estimate = await estimateRequest(await deps(), principal, request, { workers, region });
      return { status: 200, body: estimate };
    },
    listProfiles: async () => {
      const profiles = await listProfiles(profilesDir);
      return {
        status: 200,
        body: {
          profiles: profiles.map(({ name, description, spec }) => ({ name, description, spec: { ...spec } })),
        },
      };
    },
  };
}
