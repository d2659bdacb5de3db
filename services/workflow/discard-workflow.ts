import { sleep } from '@temporalio/workflow';
import type { DiscardLaterInput, MetadataActivities } from '../core/index.ts';
import { activities } from './activities.ts';
import { METADATA_OPTIONS } from './activity-options.ts';

const metadata = activities<MetadataActivities>(METADATA_OPTIONS);

/** Removes a part of a video when its time has come. */
export async function DiscardWorkflow({ afterMs, discard }: DiscardLaterInput): Promise<void> {
  await sleep(afterMs);
  await metadata.discard(discard);
}
