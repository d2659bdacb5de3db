import { z } from 'zod';
import { secret } from './values.ts';

/** The Temporal server: whose it is, and how it is reached. */
export const temporal = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cloud'),
    address: z
      .string()
      .regex(/^[a-z0-9.-]+:\d+$/, 'must be host:port')
      .describe('as Temporal Cloud shows it'),
    namespace: z
      .string()
      .regex(/^[a-z0-9-]+\.[a-z0-9]+$/, 'must be <namespace>.<account>')
      .describe('as Temporal Cloud shows it'),
    apiKeySecret: secret.optional(),
    certificateSecret: secret.optional().describe('JSON with the keys `certificate` and `key`, both PEM'),
    privateLinkService: z
      .string()
      .startsWith('com.amazonaws.vpce.')
      .optional()
      .describe("Temporal Cloud's endpoint service of the region"),
  }),
  z.strictObject({
    kind: z.literal('external'),
    address: z
      .string()
      .regex(/^[a-zA-Z0-9.-]+:\d+$/, 'must be host:port')
      .describe('of a server that exists'),
    namespace: z.string().min(1).describe('one that exists on it'),
    tls: z.boolean().default(true).describe('whether the connection is encrypted'),
    apiKeySecret: secret.optional(),
    certificateSecret: secret.optional().describe('JSON with the keys `certificate` and `key`, both PEM'),
  }),
  z.strictObject({
    kind: z.literal('selfHosted'),
    namespace: z.string().min(1).default('default').describe('is made at the first deployment'),
    serverImage: z.string().default('temporalio/server:1.32.0').describe('image of the server'),
    adminToolsImage: z
      .string()
      .default('temporalio/admin-tools:1.32.0')
      .describe('image that brings the database to the schema of the server'),
    historyShards: z.number().int().min(1).max(4_096).default(512).describe('fixed for the life of the database'),
    cpu: z.number().default(1_024).describe('units of 1/1024 vCPU'),
    memory: z.number().default(2_048).describe('MiB'),
    operatorsFrom: z
      .array(z.cidrv4())
      .default([])
      .describe('who else reaches the server, such as a VPN: for the command line. It asks for no password'),
    databaseInstance: z
      .string()
      .regex(/^[a-z]+\d[a-z]*\.(?:micro|small|medium|large|\d*xlarge)$/, 'must be an instance type, such as t4g.micro')
      .default('t4g.micro')
      .describe('instance type of RDS, without db.'),
    multiAz: z.boolean().default(false).describe('a second database in another zone stands by; twice the price'),
    storageGib: z.number().int().min(20).max(16_384).default(20).describe('GiB of disk of the database'),
    backupDays: z.number().int().min(1).max(35).default(7).describe('days that backups of the database are kept'),
  }),
]);
