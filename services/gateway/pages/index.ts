import type { FastifyInstance } from 'fastify';
import { FanoutError, isErrorCode } from '../../core/index.ts';
import type { GatewayParts } from '../parts.ts';
import { assetRoutes } from './assets.ts';
import { consoleRoutes } from './console.ts';
import { docsRoutes } from './docs.ts';
import { errorPage } from './error-page.ts';

/** What people look at: the console, the documentation, and what explains errors. */
export async function pageRoutes(
  app: FastifyInstance,
  { consoleDir }: Pick<GatewayParts, 'consoleDir'>,
): Promise<void> {
  assetRoutes(app);
  await docsRoutes(app);
  app.get<{ Params: { code: string } }>('/errors/:code', async ({ params }, reply) => {
    const { code } = params;
    if (!isErrorCode(code)) throw new FanoutError('ROUTE_NOT_FOUND', 'There is no error of that name.');
    reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'max-age=3600');
    return errorPage(code);
  });
  await consoleRoutes(app, consoleDir);
}
