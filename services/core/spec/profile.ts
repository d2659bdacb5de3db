import { z } from 'zod';
import { FanoutError } from '../errors.ts';
import { jobSpecSchema } from './job-spec.ts';
import { parseSpecPart } from './parse-spec.ts';

/** A spec that has a name: what it sets is taken, the rest is the default. */
export interface Profile {
  readonly name: string;
  /** For whom, in a line. */
  readonly description: string;
  /** As it was written: only what it sets. */
  readonly spec: Readonly<Record<string, unknown>>;
}

const MAX_DESCRIPTION = 200;

const profileSchema = z.strictObject({
  $schema: z.string().optional(),
  description: z.string().min(1).max(MAX_DESCRIPTION),
  spec: z.record(z.string(), z.unknown()),
});

/**
 * Reads a profile's text.
 * @param name what it is called, for messages
 * @throws FanoutError PROFILE_INVALID, naming what is wrong in it
 */
export function parseProfile(name: string, text: string): Profile {
  const invalid = (why: string) => new FanoutError('PROFILE_INVALID', `The profile "${name}" cannot be used: ${why}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('it is not JSON.');
  }
  const parsed = profileSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not understood'}.`);
  }
  const { description, spec } = parsed.data;
  try {
    parseSpecPart(spec);
  } catch (error) {
    throw error instanceof FanoutError ? invalid(error.message) : error;
  }
  return { name, description, spec };
}

/** The JSON schema of a spec in which every key may be left out. */
export function specPartJsonSchema(): JsonObject {
  const spec = z.toJSONSchema(jobSpecSchema, { io: 'output', reused: 'inline' }) as JsonObject;
  const { $schema: _, ...rest } = withoutRequired(spec);
  return rest;
}

/** The JSON schema of a profile's file, for editors; every key of the spec may be left out. */
export function profileJsonSchema(): object {
  const rest = specPartJsonSchema();
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A Fanout profile',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      description: { type: 'string', description: 'for whom, in a line', minLength: 1, maxLength: MAX_DESCRIPTION },
      spec: { description: 'what a job gets unless it says otherwise', ...rest },
    },
    required: ['description', 'spec'],
    additionalProperties: false,
  };
}

interface JsonObject {
  readonly [key: string]: unknown;
}

function withoutRequired(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(key === 'required' && Array.isArray(value)))
      .map(([key, value]) => [key, isObject(value) ? withoutRequired(value) : value]),
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
