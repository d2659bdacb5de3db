import { z } from 'zod';
import { ALL_TENANTS, SCOPES } from '../../core/index.ts';
import { momentSchema, tenantSchema } from './shared.ts';

export const scopeSchema = z.enum(SCOPES).describe('Each may do what those before it may').meta({ id: 'Scope' });

const keyTenantSchema = z.union([z.literal(ALL_TENANTS), tenantSchema]).describe('* stands for all tenants');
export const keyIdSchema = z
  .string()
  .regex(/^[a-z0-9]{12}$/)
  .describe('12 of a-z 0-9');

/** Who asks, and what may be asked. */
export const accountSchema = z
  .object({
    keyId: keyIdSchema.nullable().describe('null where no key is needed'),
    tenant: keyTenantSchema,
    scope: scopeSchema,
    expiresAt: momentSchema.nullable(),
    limits: z.object({
      requestsPerMinute: z.number().int(),
      uploadBytes: z.number().int(),
      openUploads: z.number().int(),
    }),
  })
  .meta({ id: 'Account' });

export const keySchema = z
  .object({
    id: keyIdSchema,
    name: z.string().describe('What it is for'),
    tenant: keyTenantSchema,
    scope: scopeSchema,
    createdAt: momentSchema,
    expiresAt: momentSchema.nullable(),
  })
  .meta({ id: 'Key' });

export type ShownKey = z.output<typeof keySchema>;

export const makeKeySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    scope: scopeSchema,
    tenant: keyTenantSchema.optional().describe('That of the asking key when left out'),
    expiresAt: momentSchema.optional(),
  })
  .meta({ id: 'MakeKey' });

export const madeKeySchema = keySchema
  .extend({ key: z.string().describe('To be sent with requests. It is shown this once, and kept nowhere') })
  .meta({ id: 'MadeKey' });

export const profileListSchema = z
  .object({
    profiles: z
      .array(z.object({ name: z.string(), description: z.string(), spec: z.record(z.string(), z.unknown()) }))
      .readonly(),
  })
  .meta({ id: 'ProfileList' });
