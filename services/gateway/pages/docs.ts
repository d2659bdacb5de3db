import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** As the console has it; light, for a dark ground. */
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" height="36" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round"><path d="M2.5 12h5c5 0 5-7.5 14-7.5M7.5 12h14M7.5 12c5 0 5 7.5 14 7.5"/></svg>`;

/** The documentation of the API, to be read and tried. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { deepLinking: true, tryItOutEnabled: true, validatorUrl: null },
    logo: { type: 'image/svg+xml', content: LOGO, href: '/', target: '_self' },
    theme: { title: 'Fanout API' },
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
