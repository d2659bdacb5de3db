import { Secret } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import { TEMPORAL_PORT } from './ports.ts';
import { secretNamed } from './secret-named.ts';

export interface TemporalConnection {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** What a service is told to reach Temporal, by the names that Temporal's own programs read. Secrets by reference. */
export function temporalConnection(scope: Construct, { temporal, name }: Config): TemporalConnection {
  const { namespace } = temporal;
  if (temporal.kind === 'selfHosted') {
    return {
      environment: { TEMPORAL_ADDRESS: `${temporalHost(name)}:${TEMPORAL_PORT}`, TEMPORAL_NAMESPACE: namespace },
      secrets: {},
    };
  }
  const { address, apiKeySecret, certificateSecret } = temporal;
  const tls = temporal.kind === 'cloud' || temporal.tls;
  const certificate = certificateSecret ? secretNamed(scope, 'TemporalCertificate', certificateSecret) : null;
  return {
    environment: {
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      ...(tls ? { TEMPORAL_TLS: 'true' } : {}),
    },
    secrets: {
      ...(apiKeySecret
        ? { TEMPORAL_API_KEY: Secret.fromSecretsManager(secretNamed(scope, 'TemporalApiKey', apiKeySecret)) }
        : {}),
      ...(certificate
        ? {
            TEMPORAL_TLS_CLIENT_CERT_DATA: Secret.fromSecretsManager(certificate, 'certificate'),
            TEMPORAL_TLS_CLIENT_KEY_DATA: Secret.fromSecretsManager(certificate, 'key'),
          }
        : {}),
    },
  };
}

/** Of a Temporal server of the deployment, in its VPC. @param name of the deployment */
function temporalHost(name: string): string {
  return `temporal.${privateZone(name)}`;
}

/** The zone of names that only the VPC knows. */
export function privateZone(name: string): string {
  return `${name}.internal`;
}
