import { z } from 'zod';

/** The VPC, and the way out of it. */
export const network = z
  .strictObject({
    cidr: z.cidrv4().default('10.42.0.0/16').describe('addresses of the VPC, /16 to /20'),
    availabilityZones: z
      .number()
      .int()
      .min(2)
      .max(3)
      .default(2)
      .describe('zones that tasks and the database are spread over'),
    /**
     * How tasks reach what is not in the VPC. S3 always goes through a gateway endpoint, which costs nothing.
     * `publicIp`: public subnets, an address for each task ($0.005 an hour each), nothing may come in.
     * `nat`: private subnets behind NAT gateways ($0.045 an hour each, and $0.045 a GB that is not S3).
     * `endpoints`: isolated subnets, no way to the internet; an interface endpoint for each service that is needed
     * ($0.01 an hour each in each zone). Temporal has to be in the VPC or behind PrivateLink.
     */
    egress: z
      .enum(['publicIp', 'nat', 'endpoints'])
      .default('nat')
      .describe(
        'how tasks reach what is not in the VPC: publicIp gives each an address, nat hides them behind gateways, endpoints leaves them no way to the internet',
      ),
    natGateways: z
      .number()
      .int()
      .min(1)
      .max(3)
      .default(1)
      .describe('with egress nat; one for each zone to survive the loss of one'),
    flowLogs: z.boolean().default(true).describe('rejected connections, to CloudWatch'),
  })
  .prefault({});
