import { computed, signal } from '@preact/signals';
import { type AnswerOf, ApiError, type FanoutClient } from '../../../client/index.ts';
import { type Trouble, troubleOf } from '../../ui/trouble.ts';
import { forget, type KeptUpload, keep } from './kept-uploads.ts';
import { bytesSent, type Part, partsToSend } from './parts.ts';
import { PartRefused, putPart, sha256Of } from './put-part.ts';
import { Speed, secondsLeft } from './speed.ts';
import { untilBetter } from './until-better.ts';

/** `waiting`: for the network, or for S3 to be well again. */
export type UploadState = 'sending' | 'paused' | 'waiting' | 'complete' | 'failed' | 'cancelled';

/** Parts on their way at once. */
const AT_ONCE = 4;
const TRIES = 6;
const PAUSE_MS = { first: 500, longest: 15_000 };

type Upload = AnswerOf<'getUpload'>;

/** A file on its way to S3. */
export class FileUpload {
  readonly file: File;
  readonly #client: FanoutClient;
  readonly #tenant: string | undefined;
  readonly #speed = new Speed();
  /** Bytes of parts that are under way, by number. */
  readonly #underWay = new Map<number, number>();
  #kept: KeptUpload | null;
  #arrived = 0;
  #stopping = new AbortController();
  #beginning: Promise<Upload> | null = null;

  readonly state = signal<UploadState>('sending');
  readonly trouble = signal<Trouble | null>(null);
  /** Bytes that have arrived or are on their way. */
  readonly sent = signal(0);
  readonly bytesPerSecond = signal<number | null>(null);
  readonly secondsLeft = computed(() => secondsLeft(this.file.size - this.sent.value, this.bytesPerSecond.value));
  readonly uploadId = signal<string | null>(null);

  /** @param kept what the browser remembers of it, if it was begun before */
  constructor(
    client: FanoutClient,
    file: File,
    { kept = null, tenant }: { kept?: KeptUpload | null; tenant?: string | undefined },
  ) {
    this.#client = client;
    this.file = file;
    this.#kept = kept;
    this.#tenant = tenant;
  }

  /** Sends what has not arrived. It goes on by itself until it is whole, or somebody stops it. */
  async run(): Promise<void> {
    const stopping = new AbortController();
    this.#stopping = stopping;
    const { signal: stop } = stopping;
    this.trouble.value = null;
    this.state.value = 'sending';
    try {
      await this.#sendAll(stop);
      if (!stop.aborted) this.state.value = 'complete';
    } catch (error) {
      if (stop.aborted) return;
      // Others of its parts are not worth sending.
      stopping.abort();
      this.trouble.value = error instanceof PartRefused ? asTrouble(error) : troubleOf(error);
      this.state.value = 'failed';
    } finally {
      // Somebody may have gone on with it meanwhile.
      if (this.#stopping === stopping) this.#rest();
    }
  }

  pause(): void {
    this.state.value = 'paused';
    this.#stopping.abort();
  }

  /** Gives it up, and removes what has arrived. */
  async cancel(): Promise<void> {
    this.state.value = 'cancelled';
    this.#stopping.abort();
    if (this.#kept) forget(this.#kept.uploadId);
    // What is begun at this moment has no id yet.
    await Promise.allSettled([this.#beginning]);
    const id = this.#kept?.uploadId;
    if (!id) return;
    forget(id);
    // Where that does not succeed, it is removed after a day.
    await this.#client.call('abortUpload', { params: { id } }).catch(() => undefined);
  }

  async #sendAll(stop: AbortSignal): Promise<void> {
    const upload = await this.#patiently(() => this.#begun(stop), stop);
    this.#underWay.clear();
    this.#arrived = bytesSent(upload);
    this.#tell();
    const waiting = partsToSend(upload);
    const send = async () => {
      for (let part = waiting.shift(); part; part = waiting.shift()) await this.#send(upload, part, stop);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
    const params = { id: upload.uploadId };
    await this.#patiently(() => this.#client.call('completeUpload', { params }, { signal: stop }), stop);
    forget(upload.uploadId);
  }

  #rest(): void {
    this.#underWay.clear();
    this.#speed.forget();
    this.bytesPerSecond.value = null;
  }

  /** What S3 has of it, or its beginning. */
  async #begun(stop: AbortSignal): Promise<Upload> {
    const id = this.#kept?.uploadId;
    const before = id === undefined ? null : await this.#known(id, stop);
    if (before) {
      this.#remember(before);
      return before;
    }
    // One that was stopped while it was being begun is gone on with: there shall not be two.
    this.#beginning ??= this.#begin().finally(() => {
      this.#beginning = null;
    });
    return this.#beginning;
  }

  async #begin(): Promise<Upload> {
    const { name, size } = this.file;
    const body = { name, bytes: size, ...(this.#tenant ? { tenant: this.#tenant } : {}) };
    const upload = await this.#client.call('beginUpload', { body });
    this.#remember(upload);
    return upload;
  }

  #remember({ uploadId, createdAt }: Upload): void {
    const { name, size: bytes, lastModified } = this.file;
    this.#kept = { uploadId, name, bytes, lastModified, startedAt: Date.parse(createdAt) };
    keep(this.#kept);
    this.uploadId.value = uploadId;
  }

  /** `null` for one that is there no more. */
  async #known(id: string, stop: AbortSignal): Promise<Upload | null> {
    try {
      return await this.#client.call('getUpload', { params: { id } }, { signal: stop });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }

  async #send({ uploadId }: Upload, { number, start, end }: Part, stop: AbortSignal): Promise<void> {
    const body = this.file.slice(start, end);
    await this.#patiently(async () => {
      const sha256 = await sha256Of(body);
      const request = { params: { id: uploadId }, body: { parts: [{ number, sha256 }] } };
      // An address may end while a part waits to be sent again: each try has its own.
      const [address] = (await this.#client.call('signParts', request, { signal: stop })).parts;
      if (!address) throw new PartRefused('No address came for a part.');
      await putPart(address, body, stop, (bytes) => {
        this.#underWay.set(number, bytes);
        this.#tell();
      });
    }, stop).finally(() => this.#underWay.delete(number));
    this.#arrived += end - start;
    this.#tell();
  }

  /** Does something again that may succeed later, after a pause that grows. */
  async #patiently<T>(work: () => Promise<T>, stop: AbortSignal): Promise<T> {
    for (let tries = 1; ; tries++) {
      stop.throwIfAborted();
      try {
        const result = await work();
        if (this.state.peek() === 'waiting') this.state.value = 'sending';
        return result;
      } catch (error) {
        stop.throwIfAborted();
        const isOnline = navigator.onLine;
        if (!mayPass(error) || (isOnline && tries >= TRIES)) throw error;
        this.state.value = 'waiting';
        const pause = Math.min(PAUSE_MS.longest, PAUSE_MS.first * 2 ** (tries - 1));
        await untilBetter(pause * (0.75 + Math.random() / 2), stop);
        // What was lost with the network does not count against it.
        if (!isOnline) tries = 0;
      }
    }
  }

  #tell(): void {
    const underWay = [...this.#underWay.values()].reduce((sum, bytes) => sum + bytes, 0);
    const sent = Math.min(this.file.size, this.#arrived + underWay);
    this.#speed.add(performance.now(), sent);
    this.sent.value = sent;
    this.bytesPerSecond.value = this.#speed.bytesPerSecond;
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof ApiError) return error.problem?.retryable ?? error.status >= 500;
  return error instanceof PartRefused || error instanceof TypeError;
}

function asTrouble({ message }: PartRefused): Trouble {
  return {
    code: '',
    message: `The file cannot be sent: ${message}`,
    hint: 'Go on with it when S3 is reached again; what has arrived stays.',
  };
}
