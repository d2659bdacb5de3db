import { existsSync } from 'node:fs';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Addresses of the console's pages; which of them is shown, its script decides. */
const PAGES = ['/', '/new', '/jobs/:id', '/fleet', '/keys'];
const FOREVER = 'public, max-age=31536000, immutable';

/** The web console: a page, and files whose names change with what is in them. */
export async function consoleRoutes(app: FastifyInstance, dir: string): Promise<void> {
  // Whoever runs only what needs no build of it, does without.
  if (!existsSync(dir)) return;
  await app.register(files, {
    root: dir,
    prefix: '/console/',
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', /\.html(?:\.\w+)?$/.test(path) ? 'no-cache' : FOREVER);
    },
  });
  for (const page of PAGES) app.get(page, async (_request, reply) => reply.sendFile('index.html'));
}
