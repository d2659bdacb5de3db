import type { Client } from '@temporalio/client';
import type { Store } from '../../store/index.ts';
import type { Uploads } from '../uploads/uploads.ts';

/** What somebody asks to have made, as the API takes it. */
export interface JobRequest {
  readonly source: { readonly uploadId: string } | { readonly url: string };
  /** By name. */
  readonly profile?: string | undefined;
  /** What it says where the profile does not, or says otherwise. */
  readonly spec?: Readonly<Record<string, unknown>> | undefined;
  readonly tenant?: string | undefined;
}

/** What requests are served with. */
export interface RequestParts {
  readonly client: Client;
  readonly store: Store;
  readonly uploads: Uploads;
  readonly profilesDir: string;
}
