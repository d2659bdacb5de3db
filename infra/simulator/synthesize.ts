import type { Config } from '../config/schema.ts';
import { createStacks } from '../create-stacks.ts';
import { headlessApp } from '../headless-app.ts';

/** The templates that a deployment would have, by the names of their stacks. */
export function templatesOf(config: Config): Record<string, unknown> {
  const app = headlessApp();
  createStacks(app, config);
  return Object.fromEntries(app.synth().stacks.map(({ stackName, template }) => [stackName, template as unknown]));
}
