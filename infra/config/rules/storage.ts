import type { Problem } from '../problem.ts';
import { PROFILE_NAMES } from '../profiles.ts';
import type { Config } from '../schema.ts';
import { certificateRules } from './certificate.ts';

/** S3 Infrequent Access takes objects after so many days, not before. */
const INFREQUENT_DAYS = 30;
/** CloudFront looks for certificates there, wherever the buckets are. */
const CLOUDFRONT_REGION = 'us-east-1';

/** Lifecycles are such as S3 has, and CloudFront can show a certificate for its name. */
export function storageRules(config: Config): Problem[] {
  const { encodedInfrequentDays: days } = config.storage;
  const early: Problem[] = [
    {
      key: 'storage.encodedInfrequentDays',
      problem: `is ${days}, but S3 moves nothing to Infrequent Access before ${INFREQUENT_DAYS} days`,
      fix: `set it to ${INFREQUENT_DAYS} or more, or to 0 to leave results where they are`,
    },
  ];
  return [...(days > 0 && days < INFREQUENT_DAYS ? early : []), ...profile(config), ...cloudFront(config)];
}

/** The gateway looks for it when it starts, and starts with none but those that are in its image. */
function profile({ storage: { uploadEvents } }: Config): Problem[] {
  if (uploadEvents === null || PROFILE_NAMES.includes(uploadEvents.profile)) return [];
  return [
    {
      key: 'storage.uploadEvents.profile',
      problem: `is ${uploadEvents.profile}, and there is no such profile`,
      fix: `choose one of ${PROFILE_NAMES.join(', ')}, or add one to profiles/`,
    },
  ];
}

function cloudFront({ storage, account }: Config): Problem[] {
  if (storage.cloudFront === null) return [];
  const { domainName, certificateArn } = storage.cloudFront;
  const key = 'storage.cloudFront';
  if (domainName !== undefined && certificateArn === undefined) {
    const problem = `is missing, and without it nobody can open https://${domainName}`;
    return [
      { key: `${key}.certificateArn`, problem, fix: `name a certificate for ${domainName} in ${CLOUDFRONT_REGION}` },
    ];
  }
  if (certificateArn === undefined) return [];
  const nameless = {
    key: `${key}.domainName`,
    problem: 'is missing, but there is a certificate',
    fix: 'set it, or leave certificateArn out',
  };
  return [
    ...(domainName === undefined ? [nameless] : []),
    ...certificateRules(`${key}.certificateArn`, certificateArn, CLOUDFRONT_REGION, account),
  ];
}
