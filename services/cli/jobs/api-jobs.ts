import { type AnswerOf, ApiError, type FanoutClient } from '../../client/index.ts';
import {
  FanoutError,
  isOver,
  type JobStatus,
  type Revision,
  s3Address,
  type VideoId,
  videoId,
} from '../../core/index.ts';
import type { JobSpec } from '../../core/spec/index.ts';
import type { WishedSpec } from '../profiles.ts';
import type { NamedSource } from '../source.ts';
import { type JobLine, type Jobs, LISTED } from './jobs.ts';
import { sendFile } from './send-file.ts';

/** What the API lists at once. */
const PAGE = 100;

/** The jobs of a stack that only its API is reached of. */
export class ApiJobs implements Jobs {
  readonly #client: FanoutClient;
  readonly #url: string;

  /** @param url where the gateway is, for people */
  constructor(client: FanoutClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async submit(named: NamedSource, { spec, written }: WishedSpec): Promise<VideoId> {
    refuseFiles(spec);
    const tenant = written.tenant === undefined ? undefined : spec.tenant;
    const source =
      named.kind === 'file'
        ? { uploadId: await this.#told(() => sendFile(this.#client, named, tenant)) }
        : { url: named.kind === 'web' ? named.url : s3Address(named) };
    const job = await this.#told(() => this.#client.call('submitJob', { body: { source, spec: { ...written } } }));
    return videoId(job.videoId);
  }

  status(id: VideoId): Promise<JobStatus> {
    return this.#told(async () => statusOf(await this.#client.call('getJob', { params: { id } })));
  }

  async *follow(id: VideoId, _everyMs: number, signal?: AbortSignal): AsyncGenerator<JobStatus> {
    const events = this.#client.events('jobEvents', { params: { id } }, signal ? { signal } : {});
    try {
      for await (const { event, data } of events) {
        if (event !== 'job') continue;
        yield statusOf(data);
        if (isOver(data.state)) return;
      }
    } catch (error) {
      throw this.#explained(error);
    }
    signal?.throwIfAborted();
  }

  list(): Promise<readonly JobLine[]> {
    return this.#told(async () => {
      const all: JobLine[] = [];
      let cursor: string | null = null;
      do {
        const page: { jobs: readonly JobLine[]; nextCursor: string | null } = await this.#client.call('listJobs', {
          query: { limit: PAGE, ...(cursor === null ? {} : { cursor }) },
        });
        all.push(...page.jobs);
        cursor = page.nextCursor;
      } while (cursor !== null && all.length < LISTED);
      return all.slice(0, LISTED);
    });
  }

  async cancel(id: VideoId): Promise<void> {
    await this.#told(() => this.#client.call('cancelJob', { params: { id } }));
  }

  async pause(id: VideoId): Promise<void> {
    await this.#told(() => this.#client.call('pauseJob', { params: { id } }));
  }

  async resume(id: VideoId): Promise<void> {
    await this.#told(() => this.#client.call('resumeJob', { params: { id } }));
  }

  async prioritize(id: VideoId, priority: number): Promise<void> {
    await this.#told(() => this.#client.call('prioritizeJob', { params: { id }, body: { priority } }));
  }

  async retry(id: VideoId): Promise<void> {
    await this.#told(() => this.#client.call('retryJob', { params: { id } }));
  }

  async revise(id: VideoId, what: Revision['what'], renditions: readonly string[]): Promise<void> {
    const body = { what, renditions: [...renditions] };
    await this.#told(() => this.#client.call('reviseJob', { params: { id }, body }));
  }

  remove(id: VideoId): Promise<number> {
    return this.#told(async () => (await this.#client.call('deleteJob', { params: { id } })).objects);
  }

  deliveries(id: VideoId) {
    return this.#told(async () => (await this.#client.call('listDeliveries', { params: { id } })).deliveries);
  }

  redeliver(id: VideoId, eventId?: string): Promise<readonly string[]> {
    const body = eventId === undefined ? {} : { eventId };
    return this.#told(async () => (await this.#client.call('redeliver', { params: { id }, body })).events);
  }

  async #told<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** What went wrong, as an error of the catalogue. */
  #explained(error: unknown): FanoutError {
    if (error instanceof FanoutError) return error;
    const at = `The gateway at ${this.#url}`;
    if (error instanceof ApiError && error.problem) {
      const { code, detail, details = [], hint } = error.problem;
      return new FanoutError(code, detail, details, { cause: error, hint });
    }
    const why = error instanceof ApiError ? `answered ${error.status}` : 'does not answer';
    const hint = 'FANOUT_URL says where it is; without it, commands look for a stack on this machine.';
    return new FanoutError('STACK_UNREACHABLE', `${at} ${why}.`, [], { cause: error, hint });
  }
}

function statusOf({ videoId: id, ...rest }: AnswerOf<'getJob'>): JobStatus {
  return { ...rest, videoId: videoId(id) };
}

/** @throws FanoutError SPEC_INVALID: the API takes no files but the video */
function refuseFiles({ watermark, captionFiles }: Pick<JobSpec, 'watermark' | 'captionFiles'>): void {
  const local = [watermark.image, ...captionFiles].find(
    (file) => file !== undefined && !/^(?:https|s3):\/\//.test(file),
  );
  if (local === undefined) return;
  throw new FanoutError('SPEC_INVALID', `"${local}" is a file here, and the API takes none but the video.`, [], {
    hint: 'Name it by an https:// address.',
  });
}
