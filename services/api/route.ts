import type { z } from 'zod';
import type { ErrorCode, Scope } from '../core/index.ts';

/** The names of the groups in the documentation. */
export const TAGS = ['Jobs', 'Uploads', 'Playback', 'Fleet', 'Account'] as const;

/** One thing that the API does: what the gateway serves, what the client asks for, and what the documentation shows. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` for what `params` has. */
  readonly path: `/v1/${string}`;
  readonly tag: (typeof TAGS)[number];
  readonly summary: string;
  readonly description?: string;
  /** What a key needs. */
  readonly scope: Scope;
  /** Only a key of all tenants may. */
  readonly operator?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** What it answers, by HTTP status; `null` for an answer without a body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  /** It answers with events, one after the other, and does not end by itself. Each is one of these, by its name. */
  readonly events?: Readonly<Record<string, z.ZodType>>;
  /** Besides those that every route may answer with. */
  readonly errors: readonly ErrorCode[];
}

/** Keeps a route's own types, which its client and its handler have theirs from. */
export function route<const R extends Route>(definition: R): R {
  return definition;
}
