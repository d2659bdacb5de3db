import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import fastify, { type FastifyInstance } from 'fastify';
import {
  createJsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { ROUTES, type Route, TAGS } from '../../api/index.ts';
import { tidyComponents } from './components.ts';
import { fastifyPath, routeSchema } from './route-schema.ts';

const ABOUT = `Uploads, jobs, live progress and playback.

Send a key as \`authorization: Bearer <key>\`; \`fanout keys create\` makes one. A key is of one tenant, and what other tenants have is
not there for it. Errors are [problem+json](https://www.rfc-editor.org/rfc/rfc9457) with a \`code\` of the error catalogue, at
\`/errors/<code>\`. Requests are counted for each tenant; the headers \`ratelimit-*\` tell what is left.`;

const OPTIONS: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Fanout',
      version: '1',
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: TAGS.map((name) => ({ name })),
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  },
  hideUntagged: true,
  transform: createJsonSchemaTransform({}),
  transformObject: (document) => tidyComponents(jsonSchemaTransformObject(document)),
};

/** Has what is registered from here on documented. */
export async function documentApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, OPTIONS);
}

/** The OpenAPI document of the API, from the contract alone. */
export async function apiDocument(): Promise<object> {
  const app = fastify({ exposeHeadRoutes: false });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await documentApi(app);
  await app.register(async (scope) => {
    for (const [name, route] of Object.entries<Route>(ROUTES)) {
      const { method } = route;
      scope.route({ method, url: fastifyPath(route), schema: routeSchema(name, route), handler: notServed });
    }
  });
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}

function notServed(): never {
  throw new Error('Only described here.');
}
