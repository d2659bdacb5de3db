import { z } from 'zod';
import { SCOPES } from '../../core/index.ts';

/** What is kept of a key: nothing that opens anything. */
export const keptKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  tenant: z.string(),
  scope: z.enum(SCOPES),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  /** SHA-256 of its secret, in hexadecimal. */
  digest: z.string(),
});

export type KeptKey = z.infer<typeof keptKeySchema>;

/** A key as people see it. Times are ISO 8601. */
export type KeyRecord = Omit<KeptKey, 'digest'>;
