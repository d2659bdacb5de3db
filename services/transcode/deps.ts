import type { MediaTools, Scratch, SourceProxy } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import type { WebClient } from '../web/index.ts';
import type { Encoders } from './encoders.ts';

/** What the activities of this queue work with; made once per worker, or by a test. */
export interface TranscodeDeps {
  readonly store: Store;
  readonly web: WebClient;
  readonly proxy: SourceProxy;
  readonly tools: MediaTools;
  readonly scratch: Scratch;
  readonly encoders: Encoders;
  /** End ffmpeg when it writes nothing new for this long, in milliseconds. */
  readonly stuckMs: number;
}
