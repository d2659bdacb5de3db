import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { FanoutError } from '../core/index.ts';
import { httpStatus } from './persist.ts';
import { keyRefusal } from './refusal.ts';

/** An object that is being put together of parts. */
export interface MultipartPlace {
  readonly bucket: string;
  readonly key: string;
  /** What S3 calls the attempt. */
  readonly multipartId: string;
}

export interface ArrivedPart {
  readonly number: number;
  readonly bytes: number;
  readonly etag: string;
  readonly sha256: string | undefined;
}

export interface SignedPart {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Uploads in parts, which others send straight to S3. Every failure is a FanoutError STORAGE_FAILED or STORAGE_DENIED. */
export class Multipart {
  readonly #s3: S3Client;
  readonly #signer: S3Client;

  /** @param signer knows S3 by the address that those have who send the parts */
  constructor(s3: S3Client, signer: S3Client) {
    this.#s3 = s3;
    this.#signer = signer;
  }

  /** @returns what S3 calls it */
  async begin(bucket: string, key: string): Promise<string> {
    const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ChecksumAlgorithm: 'SHA256' });
    const { UploadId } = await this.#call('begin an upload', () => this.#s3.send(command));
    if (UploadId) return UploadId;
    throw new FanoutError('STORAGE_FAILED', 'S3 began an upload, and did not say which.');
  }

  /**
   * An address to PUT a part to. S3 refuses bytes of another number or checksum.
   * @param sha256 in Base64 @param seconds how long the address is good
   */
  async sign(
    { bucket, key, multipartId }: MultipartPlace,
    part: { readonly number: number; readonly bytes: number; readonly sha256: string },
    seconds: number,
  ): Promise<SignedPart> {
    const command = new UploadPartCommand({
      Bucket: bucket,
      Key: key,
      UploadId: multipartId,
      PartNumber: part.number,
      ContentLength: part.bytes,
      ChecksumSHA256: part.sha256,
    });
    const checksum = 'x-amz-checksum-sha256';
    // A header that is part of the signature, and not of the address, is one that S3 looks at.
    const options = {
      expiresIn: seconds,
      unhoistableHeaders: new Set([checksum]),
      signableHeaders: new Set([checksum, 'content-length', 'host']),
    };
    const url = await this.#call('sign a part', () => getSignedUrl(this.#signer, command, options));
    return { url, headers: { [checksum]: part.sha256 } };
  }

  /** Parts that have arrived, in order; `null` where S3 knows no such upload, any more or yet. */
  async parts({ bucket, key, multipartId }: MultipartPlace): Promise<ArrivedPart[] | null> {
    const parts: ArrivedPart[] = [];
    let marker: string | undefined;
    do {
      const command = new ListPartsCommand({
        Bucket: bucket,
        Key: key,
        UploadId: multipartId,
        ...(marker === undefined ? {} : { PartNumberMarker: marker }),
      });
      const page = await this.#orNull('list parts', () => this.#s3.send(command));
      if (!page) return null;
      for (const { PartNumber = 0, Size = 0, ETag = '', ChecksumSHA256 } of page.Parts ?? []) {
        parts.push({ number: PartNumber, bytes: Size, etag: ETag, sha256: ChecksumSHA256 });
      }
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return parts;
  }

  /** Makes the object. @returns whether S3 knew the upload; one that was completed before it does not */
  async complete({ bucket, key, multipartId }: MultipartPlace, parts: readonly ArrivedPart[]): Promise<boolean> {
    const command = new CompleteMultipartUploadCommand({
      Bucket: bucket,
      Key: key,
      UploadId: multipartId,
      MultipartUpload: {
        Parts: parts.map(({ number, etag, sha256 }) => ({
          PartNumber: number,
          ETag: etag,
          ...(sha256 === undefined ? {} : { ChecksumSHA256: sha256 }),
        })),
      },
    });
    return (await this.#orNull('complete an upload', () => this.#s3.send(command))) !== null;
  }

  /** Removes what has arrived, if S3 knows the upload. */
  async abort({ bucket, key, multipartId }: MultipartPlace): Promise<void> {
    const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: multipartId });
    await this.#orNull('abort an upload', () => this.#s3.send(command));
  }

  async #orNull<T>(what: string, ask: () => Promise<T>): Promise<T | null> {
    return this.#call(what, () =>
      ask().catch((error: unknown) => (httpStatus(error) === 404 ? null : Promise.reject(error))),
    );
  }

  async #call<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const code = keyRefusal(cause) ? 'STORAGE_DENIED' : 'STORAGE_FAILED';
      throw new FanoutError(code, `S3 did not ${what}: ${why}`, [], { cause });
    }
  }
}
