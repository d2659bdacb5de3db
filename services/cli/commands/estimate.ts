import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { PRICED_REGIONS, type PricedRegion } from '../../core/cost/index.ts';
import { estimate } from '../../core/estimate/index.ts';
import { checkAttachments } from '../attachments.ts';
import { describeEstimate } from '../estimate/describe.ts';
import { lookAt } from '../estimate/look-at.ts';
import { untilSignal } from '../interrupt.ts';
import { out } from '../output.ts';
import { specOf, type Wish } from '../profiles.ts';
import { jsonOption, profileOption, setHelp, setOption } from './options.ts';

interface EstimateFlags extends Wish {
  readonly aws?: boolean;
  readonly region: PricedRegion;
  readonly speed?: number;
  readonly workers: number;
  readonly json?: boolean;
}

const speedOption = new Option(
  '--speed <n>',
  'how many times faster than real time one worker encodes all rungs, where you know',
).argParser((text) => {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
});

const MAX_WORKERS = 1_000;
const workersOption = new Option('--workers <n>', 'how many workers share the job')
  .argParser((text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= MAX_WORKERS) return value;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_WORKERS}.`);
  })
  .default(5);

const regionOption = new Option('--region <name>', 'whose prices').choices(PRICED_REGIONS).default('us-east-1');

export function addEstimate(program: Command): void {
  program
    .command('estimate')
    .description('plan, time and cost of a video, before anything is encoded; needs no stack')
    .argument('<file>', 'a video file or an https:// URL')
    .option('--aws', 'what it costs on AWS, and with a managed service')
    .addOption(regionOption)
    .addOption(speedOption)
    .addOption(workersOption)
    .addOption(profileOption)
    .addOption(setOption)
    .addOption(jsonOption)
    .addHelpText('after', setHelp)
    .action((file: string, flags: EstimateFlags) => run(file, flags));
}

async function run(file: string, flags: EstimateFlags): Promise<void> {
  const spec = await specOf(flags);
  await checkAttachments(spec);
  const interrupted = untilSignal();
  try {
    const result = estimate(await lookAt(file, interrupted.signal), spec, {
      cores: availableParallelism(),
      workers: flags.workers,
      speed: flags.speed ?? null,
      region: flags.aws ? flags.region : null,
    });
    if (flags.json) out.json(result);
    else out.result(describeEstimate(result));
  } finally {
    interrupted.dispose();
  }
}
