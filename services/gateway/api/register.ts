import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { ROUTES, type Route, type RouteName } from '../../api/index.ts';
import { StreamLimits } from '../live/index.ts';
import type { GatewayParts } from '../parts.ts';
import type { Following } from './handler.ts';
import { callHandlers, followHandlers } from './handlers/index.ts';
import { doorkeeper, principalOf } from './identify.ts';
import { limitRequests } from './rate-limit.ts';
import { fastifyPath, routeSchema } from './route-schema.ts';
import { serveEvents } from './serve-events.ts';

/** For all that a request asks of Temporal: a worker that has to start before it can look at a source takes half a minute. */
const CALL_MS = 40_000;
const DAY_SECONDS = 86_400;
const READABLE = ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'x-request-id'];

/** A request as handlers take it: its parts were parsed by the schemas of the same route. */
interface AnyAsk {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
  readonly principal: ReturnType<typeof principalOf>;
  readonly origin: string;
}
type AnyCall = (ask: AnyAsk) => Promise<{ readonly status: number; readonly body: unknown }>;
type AnyFollow = (ask: AnyAsk) => Promise<Following>;

/** Serves the contract. */
export async function serveApi(app: FastifyInstance, parts: GatewayParts): Promise<void> {
  const { settings, within } = parts;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  await app.register(cors, {
    origin: [...settings.origins],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'last-event-id'],
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: READABLE,
    maxAge: DAY_SECONDS,
    strictPreflight: false,
  });
  await limitRequests(app, parts);
  const letIn = doorkeeper(app, parts);
  const streams = new StreamLimits(settings.streams);
  const calls = callHandlers(parts) as unknown as Readonly<Record<RouteName, AnyCall>>;
  const follows = followHandlers(parts) as unknown as Readonly<Record<RouteName, AnyFollow>>;
  const ask = (request: FastifyRequest): AnyAsk => ({
    params: request.params,
    query: request.query,
    headers: request.headers,
    body: request.body,
    principal: principalOf(request),
    origin: settings.publicUrl ?? `${request.protocol}://${request.host}`,
  });
  for (const [name, route] of Object.entries(ROUTES) as [RouteName, Route][]) {
    app.route({
      method: route.method,
      url: fastifyPath(route),
      schema: routeSchema(name, route),
      onRequest: (request) => letIn(request, route),
      // A body that may be empty may also be missing.
      preValidation: async (request) => {
        if (route.body) request.body ??= {};
      },
      handler: route.events
        ? async (request, reply) => serveEvents(parts, streams, await follows[name](ask(request)), request, reply)
        : async (request, reply) => {
            const { status, body } = await within(CALL_MS, () => calls[name](ask(request)));
            reply.code(status).header('cache-control', 'no-store');
            return body ?? null;
          },
    });
  }
}
