import { readdirSync, readFileSync } from 'node:fs';
import { ASSUMPTIONS } from '../../../infra/simulator/assumptions.ts';
import type { Context } from '../../../infra/simulator/scenarios.ts';
import { readDeployment } from '../../../infra/simulator/template.ts';

const FOLDER = new URL('./templates/', import.meta.url);

/** What CDK makes of a small deployment, as far as the simulator reads it: up to five tasks with four slots, from none. */
export function templates(): Record<string, Template> {
  return Object.fromEntries(
    readdirSync(FOLDER).map((file) => [
      file.split('.')[0] ?? file,
      JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')),
    ]),
  );
}

export interface Template {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

export const CONTEXT: Context = {
  deployment: readDeployment(templates()),
  assumptions: ASSUMPTIONS,
  policy: 'deployed',
  seed: 1,
};
