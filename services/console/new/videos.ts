import { computed, effect, signal } from '@preact/signals';
import type { FanoutClient } from '../../client/index.ts';
import { go } from '../router.ts';
import { type Trouble, troubleOf } from '../ui/trouble.ts';
import { Estimates } from './estimates.ts';
import { addressSource, type NewSource, uploadSource } from './source.ts';
import type { FileUpload } from './upload/file-upload.ts';
import { queue } from './upload/queue.ts';
import { NO_WISH, requestOf, type Wish } from './wish.ts';

/** Started, or to be started as soon as it is uploaded. */
export type Starting = 'no' | 'when-uploaded' | 'starting' | 'started';

/** Sources by the upload that they are of: uploads go on while one looks at other pages. */
const known = new WeakMap<FileUpload, NewSource>();
const addresses = signal<readonly NewSource[]>([]);

/** What is about to be made into streams. */
export class NewVideos {
  readonly #client: FanoutClient;
  readonly #waiting: () => void;
  readonly wish = signal<Wish>(NO_WISH);
  readonly wished = computed(() => requestOf(this.wish.value));
  readonly starting = signal<Starting>('no');
  readonly trouble = signal<Trouble | null>(null);
  readonly sources = computed(() => [
    ...queue.uploads.value.map(sourceOfUpload).filter(({ startedAs }) => startedAs.value === null),
    ...addresses.value.filter(({ startedAs }) => startedAs.value === null),
  ]);
  readonly estimates: Estimates;

  constructor(client: FanoutClient) {
    this.#client = client;
    const first = computed(() => this.sources.value.find(({ source }) => source.value !== null)?.source.value ?? null);
    this.estimates = new Estimates(client, first, this.wished);
    this.#waiting = effect(() => {
      const areReady = this.sources.value.every(({ source }) => source.value !== null);
      if (this.starting.value === 'when-uploaded' && areReady) void this.#startAll();
    });
  }

  addFiles(files: Iterable<File>): void {
    const { tenant } = this.wish.value;
    queue.add(this.#client, files, tenant.trim() === '' ? undefined : tenant.trim());
  }

  addAddress(url: string): void {
    addresses.value = [...addresses.value, addressSource(url)];
  }

  remove(source: NewSource): void {
    if (source.upload) {
      const { upload } = source;
      if (upload.state.value !== 'complete') void upload.cancel();
      queue.remove(upload);
    } else addresses.value = addresses.value.filter((one) => one !== source);
  }

  /** Starts all, those on their way as soon as they are uploaded. */
  start(): void {
    if (this.starting.value === 'no') this.starting.value = 'when-uploaded';
  }

  /** Does not wait for what is on its way. */
  wait(): void {
    if (this.starting.value === 'when-uploaded') this.starting.value = 'no';
  }

  stop(): void {
    this.#waiting();
    this.estimates.stop();
  }

  async #startAll(): Promise<void> {
    const { request } = this.wished.peek();
    const sources = this.sources.peek();
    if (request === null || sources.length === 0) {
      this.starting.value = 'no';
      return;
    }
    this.starting.value = 'starting';
    this.trouble.value = null;
    const ids: string[] = [];
    try {
      for (const { source, startedAs, idempotencyKey } of sources) {
        const from = source.peek();
        if (!from) continue;
        // An upload is its own key: it is one job, however often it is submitted.
        const headers = 'url' in from ? { 'idempotency-key': idempotencyKey } : {};
        const job = await this.#client.call('submitJob', { headers, body: { ...request, source: from } });
        startedAs.value = job.videoId;
        ids.push(job.videoId);
      }
      this.starting.value = 'started';
      for (const { upload } of sources) if (upload) queue.remove(upload);
      addresses.value = addresses.value.filter(({ startedAs }) => startedAs.value === null);
      go(ids.length === 1 ? `/jobs/${ids[0]}` : '/');
    } catch (error) {
      this.trouble.value = troubleOf(error);
      this.starting.value = 'no';
    }
  }
}

function sourceOfUpload(upload: FileUpload): NewSource {
  const source = known.get(upload) ?? uploadSource(upload);
  known.set(upload, source);
  return source;
}
