import type { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { FanoutError } from '../core/index.ts';
import { bucketNameOf } from './bucket-names.ts';
import { httpStatus, persist } from './persist.ts';
import { keyRefusal } from './refusal.ts';

export interface ObjectInfo {
  readonly etag: string;
  readonly bytes: number;
}

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

export interface PutOptions {
  readonly contentType: string;
  readonly cacheControl: string;
}

export interface UploadOptions {
  readonly contentType?: string;
  readonly onProgress?: (bytes: number) => void;
  /** How many bytes may come, where that is known: more than 84 GB need larger parts. */
  readonly mostBytes?: number;
}

/** Segments and init segments never change: their folder's name is a hash of all that decides their bytes. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Playlists grow while the video is made. */
export const NO_STORE = 'no-store';

/** There is an object already (412), or another write of it was under way (409). */
const TAKEN: readonly number[] = [412, 409];
const DELETE_BATCH = 1_000;
const UPLOAD_PART_BYTES = 8 * 1024 * 1024;
/** S3 takes 10,000 parts; a few less leave room. */
const UPLOAD_PARTS = 9_900;
const AWS_RIGHTS = 'Let the role that this runs as read and write both buckets, and use their key where they have one.';

/**
 * Objects in S3 or anything that speaks it. Every failure is a FanoutError STORAGE_FAILED (after the client's own
 * retries), or STORAGE_DENIED, except where a method says otherwise.
 */
export class Store {
  readonly #s3: S3Client;
  readonly #patienceMs: number;

  /** @param patienceMs how long an outage is waited out; uploads of streams, which cannot be sent again, are not */
  constructor(s3: S3Client, { patienceMs = 0 }: { readonly patienceMs?: number } = {}) {
    this.#s3 = s3;
    this.#patienceMs = patienceMs;
  }

  async put(bucket: string, key: string, body: Buffer | string, options: PutOptions): Promise<void> {
    await this.#call(`put ${key}`, () =>
      this.#s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentType: options.contentType,
          CacheControl: options.cacheControl,
        }),
      ),
    );
  }

  /**
   * Puts an object that must not be there yet.
   * @returns whether it was put; `false`: there is one of this name already, and it stays as it is
   */
  async putNew(bucket: string, key: string, body: Buffer | string, options: PutOptions): Promise<boolean> {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: options.contentType,
      CacheControl: options.cacheControl,
      IfNoneMatch: '*',
    });
    return this.#call(`put ${key}`, async () => {
      try {
        await this.#s3.send(command);
        return true;
      } catch (error) {
        if (TAKEN.includes(httpStatus(error) ?? 0)) return false;
        throw error;
      }
    });
  }

  /** Copies an object within a bucket, without its bytes coming here. @returns whether there was one to copy */
  async copy(bucket: string, from: string, to: string): Promise<boolean> {
    const command = new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: `${bucket}/${encodeURI(from)}` });
    return (await this.#orNull(`copy ${from}`, () => this.#s3.send(command))) !== null;
  }

  /** Uploads a stream of any length in parts. @param onProgress told the bytes that are there so far */
  async upload(
    bucket: string,
    key: string,
    body: Readable,
    { onProgress, contentType = 'application/octet-stream', mostBytes = 0 }: UploadOptions = {},
  ): Promise<void> {
    const upload = new Upload({
      client: this.#s3,
      params: { Bucket: bucket, Key: key, Body: body, ContentType: contentType },
      partSize: Math.max(UPLOAD_PART_BYTES, Math.ceil(mostBytes / UPLOAD_PARTS)),
      queueSize: 4,
    });
    upload.on('httpUploadProgress', (progress) => onProgress?.(progress.loaded ?? 0));
    await upload.done().catch((error: unknown) => {
      throw this.#failure(`upload ${key}`, error);
    });
  }

  /** The whole object, or `null` when it does not exist. */
  async get(bucket: string, key: string): Promise<Buffer | null> {
    return this.#orNull(`get ${key}`, async () => {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    });
  }

  /**
   * A part of an object as a stream; `null` when it does not exist.
   * @param range as in HTTP, e.g. `bytes=0-99`
   * @throws FanoutError RANGE_OUTSIDE when the object ends before it
   */
  async stream(bucket: string, key: string, range?: string) {
    const result = await this.#orNull(`get ${key}`, () =>
      this.#s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...(range ? { Range: range } : {}) })),
    );
    if (!result?.Body) return null;
    return {
      body: result.Body as Readable,
      bytes: result.ContentLength ?? 0,
      contentRange: result.ContentRange,
      contentType: result.ContentType,
      cacheControl: result.CacheControl,
    };
  }

  /**
   * Bytes `[start, end)` of one version of an object; `null` for what never changes.
   * @throws FanoutError SOURCE_CHANGED when the object is gone or has another ETag
   */
  async read(bucket: string, key: string, etag: string | null, start: number, end: number): Promise<Buffer> {
    return this.#call(`read ${key}`, async () => {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(etag === null ? {} : { IfMatch: etag }),
        Range: `bytes=${start}-${end - 1}`,
      });
      const result = await this.#s3.send(command);
      const bytes = Buffer.from((await result.Body?.transformToByteArray()) ?? []);
      if (bytes.length !== end - start) throw new Error(`${bytes.length} bytes came of ${end - start}`);
      return bytes;
    });
  }

  async head(bucket: string, key: string): Promise<ObjectInfo | null> {
    const result = await this.#orNull(`head ${key}`, () =>
      this.#s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })),
    );
    return result ? { etag: result.ETag ?? '', bytes: result.ContentLength ?? 0 } : null;
  }

  /** Every object under a prefix, in key order. */
  async *list(bucket: string, prefix: string): AsyncGenerator<ListedObject> {
    let token: string | undefined;
    do {
      const page = await this.#call(`list ${prefix}`, () =>
        this.#s3.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token ? { ContinuationToken: token } : {}) }),
        ),
      );
      for (const item of page.Contents ?? []) if (item.Key) yield { key: item.Key, bytes: item.Size ?? 0 };
      token = page.NextContinuationToken;
    } while (token);
  }

  /** Deletes one object, if it is there. */
  async remove(bucket: string, key: string): Promise<void> {
    await this.#call(`delete ${key}`, () => this.#s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
  }

  /** Deletes every object under a prefix. @param prefix not empty: a slip must not empty a bucket */
  async removePrefix(bucket: string, prefix: string): Promise<void> {
    if (prefix.length < 2) throw new RangeError('a prefix to delete must name something');
    let keys: string[] = [];
    const flush = async () => {
      const batch = keys;
      keys = [];
      if (batch.length === 0) return;
      await this.#call(`delete ${prefix}`, () =>
        this.#s3.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Quiet: true, Objects: batch.map((Key) => ({ Key })) } }),
        ),
      );
    };
    for await (const { key } of this.list(bucket, prefix)) {
      keys.push(key);
      if (keys.length === DELETE_BATCH) await flush();
    }
    await flush();
  }

  async hasBucket(bucket: string): Promise<boolean> {
    return (
      (await this.#orNull(`head bucket ${bucket}`, () => this.#s3.send(new HeadBucketCommand({ Bucket: bucket })))) !==
      null
    );
  }

  /** @throws FanoutError STORAGE_FAILED when there is none of that name, besides all else that may be */
  async requireBucket(bucket: string): Promise<void> {
    if (await this.hasBucket(bucket)) return;
    const name = bucketNameOf(this.#s3, bucket);
    throw new FanoutError('STORAGE_FAILED', `S3 has no bucket "${name}".`, [], {
      hint: isAws(this.#s3)
        ? 'Set FANOUT_VIDEOS_BUCKET and FANOUT_ENCODED_BUCKET to the names of two buckets that are there.'
        : 'Make it, or have it made: "docker compose up setup", "fanout up".',
    });
  }

  async ensureBucket(bucket: string): Promise<void> {
    if (await this.hasBucket(bucket)) return;
    await this.#call(`create bucket ${bucket}`, () => this.#s3.send(new CreateBucketCommand({ Bucket: bucket })));
  }

  async #orNull<T>(what: string, call: () => Promise<T>): Promise<T | null> {
    return this.#call(what, () =>
      call().catch((error: unknown) => (httpStatus(error) === 404 ? null : Promise.reject(error))),
    );
  }

  async #call<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await persist(call, this.#patienceMs);
    } catch (error) {
      throw this.#failure(what, error);
    }
  }

  #failure(what: string, error: unknown): FanoutError {
    if (error instanceof FanoutError) return error;
    const status = httpStatus(error);
    if (what.startsWith('read ') && (status === 412 || status === 404)) {
      return new FanoutError('SOURCE_CHANGED', 'The source object was replaced or removed while it was read.', [], {
        cause: error,
      });
    }
    if (status === 416) {
      return new FanoutError('RANGE_OUTSIDE', 'The file ends before the range that was asked for.', [], {
        cause: error,
      });
    }
    const message = error instanceof Error ? error.message || error.name : String(error);
    if (keyRefusal(error) !== null) {
      const hint = isAws(this.#s3) ? AWS_RIGHTS : undefined;
      return new FanoutError('STORAGE_DENIED', `S3 refused to ${what}: ${message}`, [], { cause: error, hint });
    }
    return new FanoutError('STORAGE_FAILED', `S3 could not ${what}: ${message}`, [], { cause: error });
  }
}

/** Whether it is AWS itself, and no server that an address was given for. */
function isAws(s3: S3Client): boolean {
  return s3.config.isCustomEndpoint !== true;
}
