import { ACMClient } from '@aws-sdk/client-acm';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

/** What checks ask, in the region of the deployment. */
export interface Clients {
  readonly sts: STSClient;
  readonly ec2: EC2Client;
  readonly iam: IAMClient;
  readonly quotas: ServiceQuotasClient;
  readonly secrets: SecretsManagerClient;
  readonly ssm: SSMClient;
  readonly acm: ACMClient;
  /** Where CloudFront has its certificates. */
  readonly acmOfCloudFront: ACMClient;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 15_000;

/** With the credentials of the environment or of the profile, as the AWS command line has them. */
export function clientsIn(region: string): Clients {
  // A person waits: what does not answer at once is not asked for a minute.
  const options = {
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS },
  };
  return {
    sts: new STSClient(options),
    ec2: new EC2Client(options),
    iam: new IAMClient(options),
    quotas: new ServiceQuotasClient(options),
    secrets: new SecretsManagerClient(options),
    ssm: new SSMClient(options),
    acm: new ACMClient(options),
    acmOfCloudFront: new ACMClient({ ...options, region: 'us-east-1' }),
  };
}

/** The region of the environment or of the profile; undefined: none is set. */
export async function usualRegion(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return undefined;
  }
}
