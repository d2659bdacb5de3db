import type { Command } from 'commander';
import { checkJobWebhook } from '../../control/index.ts';
import { checkAttachments } from '../attachments.ts';
import { out } from '../output.ts';
import { type Wish, wishedSpec } from '../profiles.ts';
import { withJobs } from '../session.ts';
import { resolveSource } from '../source.ts';
import { watchJob } from '../watch.ts';
import { jsonOption, profileOption, setHelp, setOption } from './options.ts';
import { report } from './run.ts';

interface SubmitFlags extends Wish {
  readonly wait?: boolean;
  readonly json?: boolean;
}

export function addSubmit(program: Command): void {
  program
    .command('submit')
    .description('queue a video on the stack that is running')
    .argument('<file>', 'a video file, an s3:// or an https:// URL')
    .option('--wait', 'follow the job to its end; the exit code is then its outcome')
    .addOption(profileOption)
    .addOption(setOption)
    .addOption(jsonOption)
    .addHelpText('after', setHelp)
    .action((file: string, flags: SubmitFlags) => submit(file, flags));
}

async function submit(file: string, flags: SubmitFlags): Promise<void> {
  const wished = await wishedSpec(flags);
  const { spec } = wished;
  checkJobWebhook(spec);
  await checkAttachments(spec);
  const named = await resolveSource(file);
  await withJobs(async (jobs) => {
    const videoId = await jobs.submit(named, wished);
    if (flags.wait) report(await watchJob(jobs, videoId), flags.json === true);
    else if (flags.json) out.json(await jobs.status(videoId));
    else out.result(videoId);
  });
}
