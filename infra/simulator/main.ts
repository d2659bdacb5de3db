import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import { DESIGNS } from './designs.ts';
import { plot } from './plot.ts';
import { checked, TemplateError } from './resources.ts';
import { allTraces, burstsByVariant, byDesign, type Context } from './scenarios.ts';
import { templatesOf } from './synthesize.ts';
import { readDeployment } from './template.ts';
import { textOf } from './text.ts';

/*
 * `npm run simulate`: what the scaling that is deployed does, from the templates that would be. See --help.
 */

const USAGE = `Simulates how the transcode service scales, by what its templates say.

  --config NAME     a sample, or the path of a file (large)
  --policy NAME     ${DESIGNS.join(', ')} (deployed)
  --out DIR         plots go here (docs/images)
  --price USD       of an instance, an hour (${ASSUMPTIONS.instanceUsdPerHour})
  --start SECONDS   until an instance can run a task (${ASSUMPTIONS.instanceStartSeconds})
  --spread SIGMA    of the logarithm of that (${ASSUMPTIONS.instanceStartSpread})
  --speed FACTOR    seconds of video that an instance encodes in a second (${ASSUMPTIONS.instanceSpeed})
  --seed N          of what is left to chance (1)
  --json            reports as JSON
`;

const options = {
  config: { type: 'string', default: 'large' },
  policy: { type: 'string', default: 'deployed' },
  out: { type: 'string', default: 'docs/images' },
  price: { type: 'string', default: String(ASSUMPTIONS.instanceUsdPerHour) },
  start: { type: 'string', default: String(ASSUMPTIONS.instanceStartSeconds) },
  spread: { type: 'string', default: String(ASSUMPTIONS.instanceStartSpread) },
  speed: { type: 'string', default: String(ASSUMPTIONS.instanceSpeed) },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const given = z.object({
  config: z.string(),
  policy: z.enum(DESIGNS),
  out: z.string(),
  price: z.coerce.number().min(0),
  start: z.coerce.number().min(0),
  spread: z.coerce.number().min(0).max(1),
  speed: z.coerce.number().min(0.01),
  seed: z.coerce.number().int(),
});

try {
  const { values } = parseArgs({ options });
  if (values.help) process.stdout.write(USAGE);
  else await main(checked(given, values, 'the options'), values.json);
} catch (error) {
  if (!(error instanceof TemplateError || error instanceof ConfigError || isOfArguments(error))) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function main({ config, policy, out, seed, ...values }: z.output<typeof given>, json: boolean): Promise<void> {
  const context: Context = {
    deployment: readDeployment(templatesOf(await loadConfig({ config, overrides: {} }))),
    policy,
    seed,
    assumptions: {
      ...ASSUMPTIONS,
      instanceUsdPerHour: values.price,
      instanceStartSeconds: values.start,
      instanceStartSpread: values.spread,
      instanceSpeed: values.speed,
    },
  };
  const outcomes = allTraces(context);
  mkdirSync(out, { recursive: true });
  for (const { run } of outcomes) writeFileSync(join(out, `scaling-${run.trace.name}.svg`), plot(run));
  const reports = {
    traces: outcomes.map(({ report }) => report),
    variants: burstsByVariant(context),
    designs: byDesign(context),
  };
  const { deployment, assumptions } = context;
  process.stdout.write(
    json ? `${JSON.stringify({ deployment, assumptions, ...reports }, null, 2)}\n` : `${textOf(policy, reports)}\n`,
  );
}

/** What `parseArgs` throws for an option that it does not know. */
function isOfArguments(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
