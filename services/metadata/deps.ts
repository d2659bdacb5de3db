import type { MediaTools, Scratch, SourceProxy } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import type { WebClient, WebhookSender } from '../web/index.ts';
import type { ReportReader } from './report-reader.ts';

/** What the activities of this queue work with; made once per worker, or by a test. */
export interface MetadataDeps {
  readonly store: Store;
  readonly web: WebClient;
  readonly proxy: SourceProxy;
  readonly tools: MediaTools;
  readonly scratch: Scratch;
  readonly reports: ReportReader;
  /** End ffmpeg when it reads a whole source, and gets nothing new of it for this long, in milliseconds. */
  readonly stuckMs: number;
  readonly webhooks: WebhookSender;
  /** As `FANOUT_WEBHOOK_SECRET` has them; looked at when an event is signed. */
  readonly webhookSecrets: string | undefined;
}
