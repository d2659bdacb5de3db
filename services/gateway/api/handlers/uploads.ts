import { videoId } from '../../../core/index.ts';
import type { GatewayParts } from '../../parts.ts';
import type { CallHandlers } from '../handler.ts';
import { tenantFilter } from '../tenant-filter.ts';

type Mine = Pick<CallHandlers, 'beginUpload' | 'getUpload' | 'signParts' | 'completeUpload' | 'abortUpload'>;

/** Whose an upload of a key of all tenants is that names none: as of jobs. */
const BY_DEFAULT = 'default';

/** Files on their way to S3. */
export function uploadHandlers({ uploads }: GatewayParts): Mine {
  return {
    beginUpload: async ({ body, principal }) => {
      const tenant = tenantFilter(principal, body.tenant) ?? BY_DEFAULT;
      return { status: 201, body: await uploads.begin({ name: body.name, bytes: body.bytes, tenant }) };
    },
    getUpload: async ({ params, principal }) => ({
      status: 200,
      body: await uploads.get(videoId(params.id), principal.tenant),
    }),
    signParts: async ({ params, body, principal }) => ({
      status: 200,
      body: await uploads.sign(videoId(params.id), principal.tenant, body.parts),
    }),
    completeUpload: async ({ params, principal }) => ({
      status: 200,
      body: await uploads.complete(videoId(params.id), principal.tenant),
    }),
    abortUpload: async ({ params, principal }) => {
      await uploads.abort(videoId(params.id), principal.tenant);
      return { status: 204, body: undefined };
    },
  };
}
