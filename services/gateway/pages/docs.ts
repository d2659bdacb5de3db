import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** The documentation of the API, to be read and tried. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { deepLinking: true, tryItOutEnabled: true, validatorUrl: null },
    staticCSP: true,
    // Nothing of others is asked for.
    transformStaticCSP: (header) =>
      header
        .replaceAll(' https:', '')
        .replaceAll(' validator.swagger.io', '')
        .replace(/ ?upgrade-insecure-requests;?/, ''),
  });
  app.get('/openapi.json', async (_request, reply) => {
    reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-cache');
    return app.swagger();
  });
}
