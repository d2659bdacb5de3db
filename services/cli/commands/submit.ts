import type { Command } from 'commander';
import { submitJob } from '../../control/index.ts';
import { readJob } from '../../temporal/index.ts';
import { checkAttachments } from '../attachments.ts';
import { checkJobWebhook } from '../check-job-webhook.ts';
import { out } from '../output.ts';
import { specOf, type Wish } from '../profiles.ts';
import { withSession } from '../session.ts';
import { prepareJob, resolveSource } from '../source.ts';
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
  const spec = await specOf(flags);
  checkJobWebhook(spec);
  await checkAttachments(spec);
  const named = await resolveSource(file);
  await withSession(async ({ client, store }) => {
    const job = await submitJob(client, spec, () => prepareJob(store, named, spec));
    if (flags.wait) report(await watchJob(client, job.videoId), flags.json === true);
    else if (flags.json) out.json(await readJob(client, job.videoId));
    else out.result(job.videoId);
  });
}
