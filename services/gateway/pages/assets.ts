import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';
import { WATCH_SCRIPT, WATCH_STYLE } from '../playback/index.ts';
import { ERROR_STYLE } from './error-page.ts';

const HLS_JS = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');
const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';
const A_DAY = 'max-age=86400';

/** What the gateway's own pages are made with. */
export function assetRoutes(app: FastifyInstance): void {
  app.get('/assets/hls.js', async (_request, reply) => {
    reply.header('content-type', SCRIPT).header('cache-control', A_DAY);
    return readFile(HLS_JS);
  });
  // Browsers ask for it, whatever a page says.
  app.get('/favicon.ico', async (_request, reply) => reply.code(204).header('cache-control', A_DAY).send());
  const texts = {
    'watch.js': [SCRIPT, WATCH_SCRIPT],
    'watch.css': [STYLE, WATCH_STYLE],
    'error.css': [STYLE, ERROR_STYLE],
  };
  for (const [name, [type, body]] of Object.entries(texts)) {
    app.get(`/assets/${name}`, async (_request, reply) => {
      reply.header('content-type', type).header('cache-control', 'no-cache');
      return body;
    });
  }
}
