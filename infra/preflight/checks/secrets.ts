import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Config } from '../../config/schema.ts';
import type { Check } from '../check.ts';
import { isAbsent } from '../faults.ts';
import { type Finding, ok, wrong } from '../finding.ts';

/** Secrets that are named are there. Nobody reads what is in them. */
export const secrets: Check = {
  name: 'secrets',
  needs: 'secretsmanager:DescribeSecret',
  look: ({ config, region, clients }, name) =>
    Promise.all(named(config).map(([key, secret]) => judged(clients.secrets, name, key, secret, region))),
};

function named({ temporal, metadata, gateway: { loadBalancer } }: Config): [key: string, secret: string][] {
  const auth = loadBalancer?.auth;
  const all: Record<string, string | undefined> = {
    ...(temporal.kind !== 'selfHosted' && {
      'temporal.apiKeySecret': temporal.apiKeySecret,
      'temporal.certificateSecret': temporal.certificateSecret,
    }),
    'metadata.webhookSecret': metadata.webhookSecret ?? undefined,
    ...(auth?.kind === 'oidc' && { 'gateway.loadBalancer.auth.clientSecret': auth.clientSecret }),
  };
  return Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
}

async function judged(
  client: SecretsManagerClient,
  name: string,
  key: string,
  secret: string,
  region: string,
): Promise<Finding> {
  try {
    const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId: secret }));
    if (!DeletedDate) return ok(name, `${secret} (${key})`);
    const problem = `is ${secret}, which is about to be deleted`;
    return wrong(name, {
      key,
      problem,
      fix: `aws secretsmanager restore-secret --secret-id ${secret} --region ${region}`,
    });
  } catch (thrown) {
    if (!isAbsent(thrown)) throw thrown;
    const fix = `aws secretsmanager create-secret --name ${secret} --secret-string file://FILE --region ${region}`;
    return wrong(name, { key, problem: `is ${secret}, which is not in Secrets Manager of ${region}`, fix });
  }
}
