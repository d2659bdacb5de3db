import { z } from 'zod';

/** Logs, alarms and the bill. */
export const observability = z
  .strictObject({
    logDays: z
      .union([1, 3, 5, 7, 14, 30, 60, 90, 180, 365].map((days) => z.literal(days)))
      .default(30)
      .describe('days that logs are kept'),
    alarmEmail: z.email().nullable().default(null).describe('who is told of alarms'),
    containerInsights: z.boolean().default(false).describe('figures of each task, at the price of custom metrics'),
    otlpEndpoint: z.url().nullable().default(null).describe('a collector of traces that tasks reach; null: no traces'),
    dashboard: z.boolean().default(true).describe('$3 a month'),
    budget: z
      .strictObject({
        monthlyUsd: z.number().positive().describe('USD a month'),
        email: z.email().describe('who is told'),
      })
      .nullable()
      .default(null)
      .describe('tells when 80 % and 100 % of it are spent'),
  })
  .prefault({});
