import type { Problem } from '../problem.ts';
import type { Config } from '../schema.ts';

/** Workers can prove who they are to Temporal, in a way that Temporal takes and nobody can overhear. */
export function temporalRules({ temporal, region }: Config): Problem[] {
  if (temporal.kind === 'selfHosted') return [];
  const { apiKeySecret, certificateSecret } = temporal;
  const problems: Problem[] = [];
  if (apiKeySecret !== undefined && certificateSecret !== undefined) {
    problems.push({
      key: 'temporal.certificateSecret',
      problem: 'is set, and temporal.apiKeySecret as well: Temporal takes one of them',
      fix: 'leave one out',
    });
  }
  if (temporal.kind === 'cloud') {
    if (apiKeySecret === undefined && certificateSecret === undefined) {
      problems.push({
        key: 'temporal.apiKeySecret',
        problem: 'is missing: Temporal Cloud lets nobody in without a key or a certificate',
        fix: 'name the secret with the API key, or temporal.certificateSecret',
      });
    }
    problems.push(...privateLink(temporal.privateLinkService, region));
  } else if (!temporal.tls) {
    const secret = certificateSecret !== undefined ? 'certificate' : apiKeySecret !== undefined ? 'API key' : undefined;
    if (secret) {
      problems.push({
        key: 'temporal.tls',
        problem: `is false, but ${secret === 'certificate' ? 'a certificate is of no use' : 'an API key could be overheard'} without it`,
        fix: `set it to true, or leave the secret with the ${secret} out`,
      });
    }
  }
  return problems;
}

/** Temporal Cloud's endpoint services are one for each region, and are reached from that region. */
function privateLink(service: string | undefined, region: string | null): Problem[] {
  if (service === undefined || region === null || service.startsWith(`com.amazonaws.vpce.${region}.`)) return [];
  return [
    {
      key: 'temporal.privateLinkService',
      problem: `is ${service}, which is of another region than ${region}`,
      fix: `take the one of ${region} from Temporal's list`,
    },
  ];
}
