import dev from './dev.ts';
import large from './large.ts';
import type { ConfigInput } from './schema.ts';
import small from './small.ts';

/** The configurations that come with it, by name. */
export const SAMPLES = { dev, small, large } satisfies Record<string, ConfigInput>;
