import { z } from 'zod';

/*
 * What several parts of a configuration are made of.
 */

export const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `must be the ARN of something of ${service}`);
export const count = (most: number) => z.number().int().min(0).max(most);

/** The name or ARN of a secret in Secrets Manager. Never the secret itself. */
export const secret = z.string().min(1).max(2_048).describe('name or ARN of a secret in Secrets Manager');

/** How many tasks there are of a service. */
export const scale = (min: number, max: number, most = 1_000) =>
  z
    .strictObject({
      min: count(most).default(min).describe('tasks that are always there; 0: none while there is no work'),
      max: z.number().int().min(1).max(most).default(max).describe('tasks at most'),
    })
    .prefault({});
