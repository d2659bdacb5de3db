import type { ExtractedMetadata, InspectInput, MetadataActivities } from '../core/index.ts';
import { activities } from './activities.ts';
import { INSPECT_OPTIONS } from './activity-options.ts';

const metadata = activities<MetadataActivities>(INSPECT_OPTIONS);

/** Looks at a source for somebody who waits for it; fails with the code of what is wrong with it. */
export async function InspectWorkflow(input: InspectInput): Promise<ExtractedMetadata> {
  return metadata.inspectSource(input);
}
