import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ASSUMPTIONS } from './assumptions.ts';
import { DESIGNS } from './designs.ts';
import { plot } from './plot.ts';
import { TemplateError } from './resources.ts';
import { allTraces, burstsByVariant, byDesign, type Context } from './scenarios.ts';
import { readDeployment } from './template.ts';
import { designTable, traceTable, variantTable, waitTable } from './text.ts';

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

try {
  main();
} catch (error) {
  if (!(error instanceof TemplateError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function main(): void {
  const { values } = parseArgs({
    options: {
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
    },
  });
  const policy = DESIGNS.find((name) => name === values.policy);
  if (values.help || !policy) {
    process.stdout.write(USAGE);
    return;
  }
  const context: Context = {
    deployment: readDeployment(templatesIn(values.templates)),
    policy,
    seed: Number(values.seed),
    assumptions: {
      ...ASSUMPTIONS,
      instanceUsdPerHour: Number(values.price),
      instanceStartSeconds: Number(values.start),
      instanceStartSpread: Number(values.spread),
      instanceSpeed: Number(values.speed),
    },
  };
  const outcomes = allTraces(context);
  mkdirSync(values.out, { recursive: true });
  for (const { run } of outcomes) writeFileSync(join(values.out, `scaling-${run.trace.name}.svg`), plot(run));
  const traces = outcomes.map(({ report }) => report);
  const variants = burstsByVariant(context);
  const designs = byDesign(context);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ deployment: context.deployment, assumptions: context.assumptions, traces, variants, designs }, null, 2)}\n`
      : `${[
          `Traces, policy ${policy}; drain and optimum in min:s`,
          traceTable(traces),
          'Waits until a chunk is begun, 95 % / worst, min:s',
          waitTable(traces),
          'Bursts, and what changes them',
          variantTable(variants),
          'Policies side by side',
          designTable(designs),
        ].join('\n\n')}\n`,
  );
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
