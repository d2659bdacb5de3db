import { z } from 'zod';
import { arn, count } from './values.ts';

/** The buckets of sources and of results, and what serves results. */
export const storage = z
  .strictObject({
    encryption: z.enum(['s3', 'kms']).default('kms').describe('kms: with a key of this deployment, $1 a month'),
    sourceDays: count(3_650).default(0).describe('sources are removed after so many days; 0: they stay'),
    encodedInfrequentDays: count(3_650)
      .default(0)
      .describe('results move to Infrequent Access after so many days (30 at least); 0: they stay'),
    accessLogs: z.boolean().default(true).describe('who read and wrote what, in a bucket of its own'),
    corsOrigins: z.array(z.string()).min(1).default(['*']).describe('web pages that may play from the buckets'),
    uploadEvents: z
      .strictObject({
        prefix: z
          .string()
          .regex(
            /^[^/]+\/(?:.*\/)?$/,
            'must be a folder, such as uploads/: jobs put objects of their own into this bucket',
          )
          .default('uploads/')
          .describe('objects that appear in the bucket of sources under this are submitted'),
        profile: z.string().default('web').describe('the profile of such jobs'),
      })
      .nullable()
      .prefault({})
      .describe('submits what is put into the bucket of sources; null: nothing does'),
    cloudFront: z
      .strictObject({
        domainName: z.string().optional().describe('instead of one of cloudfront.net; point it there in your DNS'),
        certificateArn: arn('acm').optional().describe('in us-east-1, for the domain name'),
        priceClass: z
          .enum(['100', '200', 'all'])
          .default('100')
          .describe('where it is near to viewers: 100 North America and Europe, all everywhere'),
      })
      .nullable()
      .default(null)
      .describe('serves the bucket of results to the world; null: nothing does'),
  })
  .prefault({});
