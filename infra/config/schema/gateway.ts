import { z } from 'zod';
import { arn, secret } from './values.ts';

/** What people watch videos through, and how they get there. */
export const gateway = z
  .strictObject({
    tasks: z.number().int().min(1).max(20).default(1).describe('tasks, always'),
    cpu: z.number().default(512).describe('units of 1/1024 vCPU'),
    memory: z.number().default(1_024).describe('MiB'),
    loadBalancer: z
      .strictObject({
        certificateArn: arn('acm').describe('in the region of the deployment'),
        internetFacing: z.boolean().default(true).describe('false: only from the VPC and what is connected with it'),
        allowFrom: z.array(z.cidrv4()).min(1).default(['0.0.0.0/0']).describe('who may connect'),
        auth: z
          .discriminatedUnion('kind', [
            z.strictObject({
              kind: z.literal('oidc'),
              issuer: z.url().describe('of the identity provider, as its discovery document says'),
              authorizationEndpoint: z.url().describe('from the same document'),
              tokenEndpoint: z.url().describe('from the same document'),
              userInfoEndpoint: z.url().describe('from the same document'),
              clientId: z.string().min(1).describe('what the identity provider calls the gateway'),
              clientSecret: secret,
            }),
            z.strictObject({ kind: z.literal('none') }).describe('only where it does not face the internet'),
          ])
          .describe('who may watch: oidc those that an identity provider knows, none everybody who gets there'),
      })
      .nullable()
      .default(null)
      .describe('null: nobody outside the VPC reaches the gateway'),
  })
  .prefault({});
