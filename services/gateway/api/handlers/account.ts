import { ALL_TENANTS, FanoutError } from '../../../core/index.ts';
import type { GatewayParts } from '../../parts.ts';
import type { CallHandlers } from '../handler.ts';

type Mine = Pick<CallHandlers, 'getAccount' | 'listKeys' | 'makeKey' | 'revokeKey'>;

/** Who asks, and the keys of a tenant. */
export function accountHandlers({ keys, authenticator, uploads, limits }: GatewayParts): Mine {
  return {
    getAccount: async ({ principal }) => {
      const { keyId, tenant, scope, expiresAt } = principal;
      const { mostBytes, mostOpen } = uploads.limits;
      return {
        status: 200,
        body: {
          keyId,
          tenant,
          scope,
          expiresAt,
          limits: {
            requestsPerMinute: await limits.requestsPerMinute(principal),
            uploadBytes: mostBytes,
            openUploads: mostOpen,
          },
        },
      };
    },
    listKeys: async ({ principal }) => ({
      status: 200,
      body: { keys: await keys.list(principal.tenant) },
    }),
    makeKey: async ({ body, principal }) => {
      const tenant = body.tenant ?? principal.tenant;
      if (principal.tenant !== ALL_TENANTS && tenant !== principal.tenant) {
        throw new FanoutError(
          'KEY_FORBIDDEN',
          `This takes a key of all tenants; this one is of "${principal.tenant}".`,
        );
      }
      // A key that ends leaves none behind that goes on.
      const ends = [body.expiresAt, principal.expiresAt].filter((at) => at !== undefined && at !== null);
      const expiresAt = ends.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
      const { key, record } = await keys.make({ ...body, tenant, ...(expiresAt === undefined ? {} : { expiresAt }) });
      return { status: 201, body: { ...record, key } };
    },
    revokeKey: async ({ params, principal }) => {
      await keys.revoke(params.id, principal.tenant);
      authenticator.forget(params.id);
      return { status: 204, body: undefined };
    },
  };
}
