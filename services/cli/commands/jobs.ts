import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readJob } from '../../temporal/index.ts';
import { exportVideo, requireCompleted, requireEmpty } from '../export.ts';
import { out } from '../output.ts';
import { typedVideoId, withJobs, withSession } from '../session.ts';
import { describeJob } from '../summary.ts';
import { watchJob } from '../watch.ts';
import { jsonOption } from './options.ts';
import { report } from './run.ts';

interface Json {
  readonly json?: boolean;
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('what a job is doing, or what became of it')
    .argument('<videoId>')
    .addOption(jsonOption)
    .action((id: string, flags: Json) =>
      withJobs(async (jobs) => {
        const status = await jobs.status(typedVideoId(id));
        if (flags.json) out.json(status);
        else out.result(describeJob(status));
      }),
    );
}

export function addWatch(program: Command): void {
  program
    .command('watch')
    .description('follow a job to its end; the exit code is its outcome')
    .argument('<videoId>')
    .addOption(jsonOption)
    .action((id: string, flags: Json) =>
      withJobs(async (jobs) => report(await watchJob(jobs, typedVideoId(id)), flags.json === true)),
    );
}

export function addCancel(program: Command): void {
  program
    .command('cancel')
    .description('stop a job and remove what it has written')
    .argument('<videoId>')
    .addOption(jsonOption)
    .action((id: string, flags: Json) =>
      withJobs(async (jobs) => {
        const videoId = typedVideoId(id);
        await jobs.cancel(videoId);
        const status = await watchJob(jobs, videoId);
        if (flags.json) out.json(status);
        else out.result(`${videoId}  ${status.state}`);
      }),
    );
}

export function addList(program: Command): void {
  program
    .command('list')
    .description('the newest jobs first')
    .addOption(jsonOption)
    .action((flags: Json) =>
      withJobs(async (jobs) => {
        const listed = await jobs.list();
        if (flags.json) out.json({ jobs: listed });
        else
          for (const { videoId, state, startedAt, name } of listed)
            out.result(`${videoId}  ${state.padEnd(10)} ${startedAt}  ${name ?? ''}`.trimEnd());
      }),
    );
}

export function addDownload(program: Command): void {
  program
    .command('download')
    .description('copy a finished video into a folder that plays from any static file server')
    .argument('<videoId>')
    .option('--out <dir>', 'where to put it (default: fanout-<video id>)')
    .addOption(jsonOption)
    .action((id: string, flags: Json & { readonly out?: string }) =>
      withSession(async ({ client, store }) => {
        const videoId = typedVideoId(id);
        const dir = resolve(flags.out ?? `fanout-${videoId}`);
        await requireEmpty(dir);
        const status = await readJob(client, videoId);
        requireCompleted(status);
        const bytes = await exportVideo(store, videoId, dir);
        if (flags.json) out.json({ ...status, output: dir });
        else out.result(`${dir}: ${(bytes / 1e6).toFixed(1)} MB`);
      }),
    );
}
