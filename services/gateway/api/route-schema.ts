import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import { COMMON_ERRORS, problemSchema, type Route, statusOf } from '../../api/index.ts';
import type { ErrorCode } from '../../core/index.ts';
import { PROBLEM_TYPE } from '../problem.ts';

/** A path as fastify writes it. */
export function fastifyPath({ path }: Pick<Route, 'path'>): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/** A route of the contract as fastify checks, serializes and documents it. */
export function routeSchema(name: string, route: Route): FastifySchema {
  const { tag, summary, params, query, headers, body } = route;
  return {
    operationId: name,
    tags: [tag],
    summary,
    description: describe(route),
    security: [{ key: [] }],
    ...(params ? { params } : {}),
    ...(query ? { querystring: query } : {}),
    ...(headers ? { headers } : {}),
    ...(body ? { body } : {}),
    response: { ...successes(route), ...problems(route) },
    ...(route.events ? { 'x-events': eventSchemas(route.events) } : {}),
  };
}

/** What OpenAPI has no words for: the data of each event, by its name. */
function eventSchemas(events: NonNullable<Route['events']>): Record<string, unknown> {
  const all = Object.entries(events).map(([event, schema]) => {
    const { id } = z.globalRegistry.get(schema) ?? {};
    return [event, id ? { $ref: `#/components/schemas/${id}` } : z.toJSONSchema(schema)];
  });
  return Object.fromEntries(all);
}

function describe({ description, scope, operator, events }: Route): string {
  const needs = operator ? `a key of all tenants with the scope \`${scope}\`` : `the scope \`${scope}\``;
  const names = Object.keys(events ?? {}).map((event) => `\`${event}\``);
  return [description, `Takes ${needs}.`, ...(names.length === 0 ? [] : [`Events: ${names.join(', ')}.`])]
    .filter((part) => part !== undefined)
    .join(' ');
}

function successes({ answers, events }: Route): Record<string, unknown> {
  const type = events ? 'text/event-stream' : 'application/json';
  const all = Object.entries(answers).map(([status, schema]) => [
    status,
    schema === null
      ? z.null().describe('Nothing more to say')
      : { description: schema.description ?? 'Done', content: { [type]: { schema } } },
  ]);
  return Object.fromEntries(all);
}

/** Those that a route may answer with, by status: each tells its codes. */
function problems({ errors, params, body }: Route): Record<string, unknown> {
  const ofBody: readonly ErrorCode[] = body ? ['REQUEST_TOO_LARGE', 'MEDIA_TYPE_UNSUPPORTED'] : [];
  const codes = [
    ...new Set([...COMMON_ERRORS, ...ofBody, ...(params ? (['ROUTE_NOT_FOUND'] as const) : []), ...errors]),
  ];
  const statuses = [...new Set(codes.map(statusOf))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const these = codes.filter((code) => statusOf(code) === status);
      const content = { [PROBLEM_TYPE.split(';')[0] ?? '']: { schema: problemSchema } };
      return [status, { description: these.join(', '), content }];
    }),
  );
}
