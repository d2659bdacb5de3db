import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ASSUMPTIONS } from './assumptions.ts';
import { DESIGNS } from './designs.ts';
import { plot } from './plot.ts';
import { checked, TemplateError } from './resources.ts';
import { allTraces, burstsByVariant, byDesign, type Context } from './scenarios.ts';
import { readDeployment } from './template.ts';
import { textOf } from './text.ts';

/*
 * `npm run simulate`: what the scaling that is deployed does, from the templates that `npm run synth` wrote. See --help.
 */

const USAGE = `Simulates how the transcode service scales, from synthesized templates.

  --templates DIR   where *.template.json are (cdk.out)
  --policy NAME     ${DESIGNS.join(', ')} (deployed)
  --out DIR         plots go here (docs/images)
  --price USD       of an instance, an hour (${ASSUMPTIONS.instanceUsdPerHour})
  --start SECONDS   until an instance can run a task (${ASSUMPTIONS.instanceStartSeconds})
  --spread SIGMA    of the logarithm of that (${ASSUMPTIONS.instanceStartSpread})
  --speed FACTOR    seconds of video that an instance encodes in a second (${ASSUMPTIONS.instanceSpeed})
  --seed N          of what is left to chance (1)
  --json            reports as JSON
`;

/** Of a file of templates: stacks are named by what comes before it. */
const ENDING = '.template.json';

const options = {
  templates: { type: 'string', default: 'cdk.out' },
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
  templates: z.string(),
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
  else main(checked(given, values, 'the options'), values.json);
} catch (error) {
  if (!(error instanceof TemplateError || isOfArguments(error))) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function main({ templates, policy, out, seed, ...values }: z.output<typeof given>, json: boolean): void {
  const context: Context = {
    deployment: readDeployment(templatesIn(templates)),
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

/** @throws TemplateError where there is none */
function templatesIn(folder: string): Record<string, unknown> {
  let files: string[];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith(ENDING));
  } catch {
    files = [];
  }
  if (files.length === 0) throw new TemplateError(`No templates in ${folder}: run "npm run synth" first.`);
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return Object.fromEntries(files.map((file) => [file.slice(0, -ENDING.length), read(file)]));
}
