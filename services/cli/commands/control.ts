import { type Command, InvalidArgumentError } from 'commander';
import type { VideoId } from '../../core/index.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { out } from '../output.ts';
import { typedVideoId, withJobs } from '../session.ts';
import { watchJob } from '../watch.ts';
import { jsonOption } from './options.ts';
import { report } from './run.ts';

interface Json {
  readonly json?: boolean;
}

interface Again extends Json {
  readonly wait?: boolean;
}

export function addPause(program: Command): void {
  program
    .command('pause')
    .description('stop a job for a while: its workers are free within seconds, what is finished stays')
    .argument('<videoId>')
    .addOption(jsonOption)
    .action((id: string, flags: Json) => control(id, flags, (jobs, videoId) => jobs.pause(videoId)));
}

export function addResume(program: Command): void {
  program
    .command('resume')
    .description('let a paused job go on')
    .argument('<videoId>')
    .addOption(jsonOption)
    .action((id: string, flags: Json) => control(id, flags, (jobs, videoId) => jobs.resume(videoId)));
}

export function addPriority(program: Command): void {
  program
    .command('priority')
    .description("move a job's waiting work before or behind that of others")
    .argument('<videoId>')
    .argument('<priority>', '1 (first) to 5 (last)', Number)
    .addOption(jsonOption)
    .action((id: string, key: number, flags: Json) =>
      control(id, flags, (jobs, videoId) => jobs.prioritize(videoId, key)),
    );
}

export function addRetry(program: Command): void {
  program
    .command('retry')
    .description('run a failed job again from where it was, or encode renditions of a finished video anew')
    .argument('<videoId>')
    .option('--rendition <names>', 'of a finished video, e.g. 720p or 720p,480p-hevc', names)
    .option('--wait', 'follow it to its end; the exit code is then its outcome')
    .addOption(jsonOption)
    .action((id: string, flags: Again & { readonly rendition?: string[] }) =>
      again(id, flags, (jobs, videoId) =>
        flags.rendition ? jobs.revise(videoId, 'redo', flags.rendition) : jobs.retry(videoId),
      ),
    );
}

export function addAdd(program: Command): void {
  program
    .command('add')
    .description('add renditions to a finished video; it stays playable as it is until they are complete')
    .argument('<videoId>')
    .requiredOption('--rendition <names>', 'e.g. 1080p, or 720p-hevc for another codec', names)
    .option('--wait', 'follow it to its end; the exit code is then its outcome')
    .addOption(jsonOption)
    .action((id: string, flags: Again & { readonly rendition: string[] }) =>
      again(id, flags, (jobs, videoId) => jobs.revise(videoId, 'add', flags.rendition)),
    );
}

export function addDelete(program: Command): void {
  program
    .command('delete')
    .description('remove a video: its objects, its uploads and the history of its job')
    .argument('<videoId>')
    .addOption(jsonOption)
    .action((id: string, flags: Json) =>
      withJobs(async (jobs) => {
        const videoId = typedVideoId(id);
        const objects = await jobs.remove(videoId);
        if (flags.json) out.json({ videoId, deleted: true, objects });
        else out.result(`${videoId}  deleted (${objects} objects)`);
      }),
    );
}

/** Does something to a job, and says what it is doing then. */
function control(id: string, flags: Json, act: (jobs: Jobs, videoId: VideoId) => Promise<void>): Promise<void> {
  return withJobs(async (jobs) => {
    const videoId = typedVideoId(id);
    await act(jobs, videoId);
    const status = await jobs.status(videoId);
    if (flags.json) out.json(status);
    else out.result(`${videoId}  ${status.state}`);
  });
}

/** Starts a job once more, and follows it if that is wished. */
function again(id: string, flags: Again, start: (jobs: Jobs, videoId: VideoId) => Promise<void>): Promise<void> {
  return withJobs(async (jobs) => {
    const videoId = typedVideoId(id);
    await start(jobs, videoId);
    if (flags.wait) report(await watchJob(jobs, videoId), flags.json === true);
    else if (flags.json) out.json(await jobs.status(videoId));
    else out.result(videoId);
  });
}

function names(text: string): string[] {
  const list = text.split(',').filter((name) => name !== '');
  if (list.length === 0) throw new InvalidArgumentError('It takes one name or more, with commas between them.');
  return list;
}
