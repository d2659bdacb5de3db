import { randomBytes } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  ALL_TENANTS,
  BUCKETS,
  FanoutError,
  isVideoId,
  limitsFromEnv,
  newVideoId,
  openUploadKey,
  openUploadsPrefix,
  sourceKey,
  UPLOADS_PREFIX,
  uploadKey,
  type VideoId,
  videoId,
} from '../../core/index.ts';
import {
  createS3Client,
  Multipart,
  NO_STORE,
  publicStoreConfigFromEnv,
  type SignedPart,
  Store,
} from '../../store/index.ts';
import { bytesOfPart, missingOf, partBytesFor, partCount } from './parts.ts';
import { type KeptUpload, keptUploadSchema, type UploadView } from './record.ts';

export interface UploadParts {
  readonly s3: S3Client;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const DAY_MS = 86_400_000;
/** An address of a part: as long as a slow line takes for it, and some tries. */
const SIGNED_SECONDS = 3_600;
const MOST_OPEN = 100;
const AS_JSON = { contentType: 'application/json', cacheControl: NO_STORE };

type Part = { readonly number: number; readonly sha256: string };

/** Files on their way to S3, which they go to straight. What nobody completes, or submits, within a day is removed. */
export class Uploads {
  readonly #store: Store;
  readonly #multipart: Multipart;
  /** `mostBytes`: of one file; `mostOpen`: uploads of a tenant at once. */
  readonly limits: { readonly mostBytes: number; readonly mostOpen: number };

  /** @throws FanoutError CONFIG_INVALID */
  constructor({ s3, env }: UploadParts) {
    this.#store = new Store(s3);
    this.#multipart = new Multipart(s3, createS3Client(publicStoreConfigFromEnv(env)));
    this.limits = { mostBytes: limitsFromEnv(env).bytes, mostOpen: MOST_OPEN };
  }

  /** @throws FanoutError SOURCE_TOO_LARGE, TENANT_OVER_QUOTA, STORAGE_FAILED */
  async begin(file: { readonly name: string; readonly bytes: number; readonly tenant: string }): Promise<UploadView> {
    const { tenant, bytes } = file;
    if (bytes > this.limits.mostBytes) {
      throw new FanoutError(
        'SOURCE_TOO_LARGE',
        `The file has ${bytes} bytes; at most ${this.limits.mostBytes} are accepted.`,
      );
    }
    await this.#requireRoom(tenant);
    const id = newVideoId(Date.now(), randomBytes(8));
    const marker = openUploadKey(tenant, id);
    await this.#store.put(BUCKETS.source, marker, id, { contentType: 'text/plain', cacheControl: NO_STORE });
    try {
      const kept: KeptUpload = {
        ...file,
        uploadId: id,
        state: 'open',
        partBytes: partBytesFor(bytes),
        multipartId: await this.#multipart.begin(BUCKETS.source, sourceKey(id)),
        createdAt: new Date().toISOString(),
      };
      await this.#put(id, kept);
      return view(kept, []);
    } catch (error) {
      // One that was never begun must not count. Where that does not succeed either, the first error says more.
      await this.#store.remove(BUCKETS.source, marker).catch(() => undefined);
      throw error;
    }
  }

  /** @param tenant whoever asks; `*` for all @throws FanoutError UPLOAD_NOT_FOUND, also for one of another tenant */
  async get(id: VideoId, tenant: string): Promise<UploadView> {
    const kept = await this.require(id, tenant);
    const arrived = kept.state === 'open' ? await this.#multipart.parts(place(kept)) : null;
    return view(kept, arrived?.map(({ number }) => number) ?? []);
  }

  /**
   * Addresses to PUT parts to.
   * @throws FanoutError UPLOAD_NOT_FOUND, UPLOAD_COMPLETE; REQUEST_INVALID for a part that the file has not
   */
  async sign(id: VideoId, tenant: string, parts: readonly Part[]) {
    const kept = await this.require(id, tenant);
    requireOpen(kept);
    const count = partCount(kept);
    const beyond = parts.find(({ number }) => number > count);
    if (beyond) throw new FanoutError('REQUEST_INVALID', `There is no part ${beyond.number}: the file has ${count}.`);
    const sign = async ({ number, sha256 }: Part): Promise<SignedPart & { readonly number: number }> => ({
      number,
      ...(await this.#multipart.sign(
        place(kept),
        { number, sha256, bytes: bytesOfPart(kept, number) },
        SIGNED_SECONDS,
      )),
    });
    const expiresAt = new Date(Date.now() + SIGNED_SECONDS * 1000).toISOString();
    return { parts: await Promise.all(parts.map(sign)), expiresAt };
  }

  /** Puts the file together. Once more is once. @throws FanoutError UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE */
  async complete(id: VideoId, tenant: string): Promise<UploadView> {
    const kept = await this.require(id, tenant);
    if (kept.state === 'complete') return view(kept, []);
    const arrived = await this.#multipart.parts(place(kept));
    const missing = arrived ? missingOf(kept, arrived) : null;
    if (missing) throw new FanoutError('UPLOAD_INCOMPLETE', `The upload is not whole: ${missing}.`);
    if (arrived) await this.#multipart.complete(place(kept), arrived);
    // Somebody else may have completed it at the same time.
    if ((await this.#store.head(BUCKETS.source, sourceKey(id)))?.bytes !== kept.bytes) {
      throw new FanoutError('UPLOAD_INCOMPLETE', 'S3 does not have the whole file.');
    }
    const whole: KeptUpload = { ...kept, state: 'complete' };
    await this.#put(id, whole);
    await this.#store.remove(BUCKETS.source, openUploadKey(kept.tenant, id));
    return view(whole, []);
  }

  /** Removes what has arrived. @throws FanoutError UPLOAD_NOT_FOUND, UPLOAD_COMPLETE */
  async abort(id: VideoId, tenant: string): Promise<void> {
    const kept = await this.require(id, tenant);
    requireOpen(kept);
    await this.#giveUp(id, kept);
  }

  /** What is kept of an upload. @throws FanoutError UPLOAD_NOT_FOUND, also for one of another tenant */
  async require(id: VideoId, tenant: string): Promise<KeptUpload> {
    const kept = await this.#find(id);
    if (kept && (tenant === ALL_TENANTS || kept.tenant === tenant)) return kept;
    throw new FanoutError('UPLOAD_NOT_FOUND', `There is no upload "${id}".`);
  }

  /** The same of one that is whole. @throws FanoutError UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE */
  async requireComplete(id: VideoId, tenant: string): Promise<KeptUpload> {
    const kept = await this.require(id, tenant);
    if (kept.state === 'complete') return kept;
    throw new FanoutError('UPLOAD_INCOMPLETE', `The upload "${id}" has not been completed.`);
  }

  /**
   * Removes uploads that are older than a day: with their file, where it became no job.
   * @returns how many files were removed
   */
  async sweep(isJob: (id: VideoId) => Promise<boolean>): Promise<number> {
    let removed = 0;
    for await (const id of this.#ids()) {
      const kept = await this.#find(id);
      if (!kept || Date.now() < expiryOf(kept)) continue;
      const isKept = kept.state === 'complete' && (await isJob(id));
      if (!isKept) removed++;
      if (kept.state === 'open') await this.#giveUp(id, kept);
      else if (!isKept) await this.#store.remove(BUCKETS.source, sourceKey(id));
      await this.#store.remove(BUCKETS.source, uploadKey(id));
    }
    return removed;
  }

  async *#ids(): AsyncGenerator<VideoId> {
    for await (const { key } of this.#store.list(BUCKETS.source, UPLOADS_PREFIX)) {
      const id = key.slice(UPLOADS_PREFIX.length).replace(/\.json$/, '');
      if (isVideoId(id)) yield id;
    }
  }

  async #requireRoom(tenant: string): Promise<void> {
    let open = 0;
    for await (const _ of this.#store.list(BUCKETS.source, openUploadsPrefix(tenant))) open++;
    if (open < this.limits.mostOpen) return;
    throw new FanoutError(
      'TENANT_OVER_QUOTA',
      `The tenant "${tenant}" has ${open} uploads that are not complete; it may have ${this.limits.mostOpen}.`,
    );
  }

  async #giveUp(id: VideoId, kept: KeptUpload): Promise<void> {
    await this.#multipart.abort(place(kept));
    await this.#store.remove(BUCKETS.source, openUploadKey(kept.tenant, id));
    await this.#store.remove(BUCKETS.source, uploadKey(id));
  }

  async #find(id: VideoId): Promise<KeptUpload | null> {
    const bytes = await this.#store.get(BUCKETS.source, uploadKey(id));
    return bytes ? keptUploadSchema.parse(JSON.parse(bytes.toString('utf8'))) : null;
  }

  async #put(id: VideoId, kept: KeptUpload): Promise<void> {
    await this.#store.put(BUCKETS.source, uploadKey(id), JSON.stringify(kept), AS_JSON);
  }
}

function place({ uploadId, multipartId }: KeptUpload) {
  return { bucket: BUCKETS.source, key: sourceKey(videoId(uploadId)), multipartId };
}

function requireOpen({ uploadId, state }: KeptUpload): void {
  if (state === 'complete') throw new FanoutError('UPLOAD_COMPLETE', `The upload "${uploadId}" is complete already.`);
}

function expiryOf({ createdAt }: KeptUpload): number {
  return Date.parse(createdAt) + DAY_MS;
}

function view(kept: KeptUpload, sent: readonly number[]): UploadView {
  const { multipartId: _, ...shown } = kept;
  const parts = partCount(kept);
  return {
    ...shown,
    parts,
    sent: kept.state === 'complete' ? Array.from({ length: parts }, (_part, i) => i + 1) : sent,
    expiresAt: new Date(expiryOf(kept)).toISOString(),
  };
}
