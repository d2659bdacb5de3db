import { ALL_TENANTS, FanoutError, remotePlace } from '../../core/index.ts';
import { type JobSpec, mergeSpecs, parseJobSpec } from '../../core/spec/index.ts';
import { checkJobWebhook } from '../check-job-webhook.ts';
import type { Principal } from '../principal.ts';
import { readProfile } from '../profiles.ts';
import type { JobRequest } from './request.ts';
import { allowedPlace } from './request-place.ts';

/**
 * The spec of a request: what it says, over what its profile says. It is of the key's own tenant, whatever it says; a key of all
 * tenants may name one.
 *
 * @param idempotencyKey said beside it, and then the one that counts
 * @throws FanoutError PROFILE_NOT_FOUND, SPEC_UNKNOWN_KEY, SPEC_INVALID, WEBHOOK_REFUSED, KEY_FORBIDDEN, and as
 * {@link allowedPlace} for other files that it names
 */
export async function requestSpec(
  profilesDir: string,
  principal: Principal,
  { profile, spec = {}, tenant }: JobRequest,
  idempotencyKey?: string,
): Promise<JobSpec> {
  const base = profile === undefined ? {} : (await readProfile(profilesDir, nameOf(profile))).spec;
  const written = mergeSpecs(base, spec);
  const wished = tenant ?? (typeof spec.tenant === 'string' ? spec.tenant : undefined);
  const parsed = parseJobSpec({
    ...written,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...tenantOf(principal, wished),
  });
  checkJobWebhook(parsed);
  for (const file of [parsed.watermark.image, ...parsed.captionFiles]) {
    if (file !== undefined) requireRemote(principal, file);
  }
  return parsed;
}

function tenantOf({ tenant }: Principal, wished: string | undefined): { readonly tenant?: string } {
  if (tenant === ALL_TENANTS) return wished === undefined ? {} : { tenant: wished };
  if (wished === undefined || wished === tenant) return { tenant };
  throw new FanoutError('KEY_FORBIDDEN', `This takes a key of all tenants; this one is of "${tenant}".`);
}

/** A profile is named, and no file of the gateway's. */
function nameOf(profile: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(profile)) return profile;
  throw new FanoutError('PROFILE_NOT_FOUND', `There is no profile ${JSON.stringify(profile)}.`);
}

function requireRemote(principal: Principal, file: string): void {
  if (remotePlace(file) === null) {
    throw new FanoutError(
      'SPEC_INVALID',
      `${JSON.stringify(file)} is no address, and the API takes no files but videos.`,
      [],
      {
        hint: 'Name it by an https:// address.',
      },
    );
  }
  allowedPlace(principal, file);
}
