import { Port } from 'aws-cdk-lib/aws-ec2';

/** As in the image of the gateway. */
export const GATEWAY_PORT = 8090;
/** Of Temporal's frontend. */
export const TEMPORAL_PORT = 7233;
/** Between Temporal's own services: membership 6933 to 6939, calls 7233 to 7239 (embedded configuration of its image). */
export const TEMPORAL_MEMBERS = Port.tcpRange(6_933, 7_239);
export const POSTGRES_PORT = 5432;
