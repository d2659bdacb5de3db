import { condition, continueAsNew } from '@temporalio/workflow';
import type { VideoJob } from '../../services/core/index.ts';

/** Of the real one's name: a job that ends, or does not, as the name of its source says. */
export async function VideoWorkflow(job: VideoJob, goesOn = false): Promise<string> {
  const { name } = job.source;
  if (name.startsWith('long') && !goesOn) await continueAsNew<typeof VideoWorkflow>(job, true);
  if (name.startsWith('open') || name.startsWith('cancelled')) await condition(() => false);
  return 'done';
}
