import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { GatewaySettings } from './settings.ts';

/** Headers that keep pages from what they need not: they ask this gateway, S3 for uploads, the CDN if there is one, and nobody else. */
export async function secure(
  app: FastifyInstance,
  { uploadOrigin, playbackBase }: Pick<GatewaySettings, 'uploadOrigin' | 'playbackBase'>,
): Promise<void> {
  const cdn = playbackBase ? [new URL(playbackBase).origin] : [];
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'", uploadOrigin, ...cdn],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...cdn],
        mediaSrc: ["'self'", 'blob:', ...cdn],
        objectSrc: ["'none'"],
        workerSrc: ["'self'", 'blob:'],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
}
