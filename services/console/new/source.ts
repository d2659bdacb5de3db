import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RequestOf } from '../../client/index.ts';
import type { FileUpload } from './upload/file-upload.ts';

type Source = RequestOf<'submitJob'>['body']['source'];

/** Something to make streams of: a file on its way, or an address. */
export interface NewSource {
  /** The same double click is the same job. */
  readonly idempotencyKey: string;
  readonly name: string;
  readonly upload: FileUpload | null;
  /** `null` while it is on its way. */
  readonly source: ReadonlySignal<Source | null>;
  /** The job, once it is started. */
  readonly startedAs: ReturnType<typeof signal<string | null>>;
}

export function uploadSource(upload: FileUpload): NewSource {
  const source = computed(() =>
    upload.state.value === 'complete' && upload.uploadId.value !== null ? { uploadId: upload.uploadId.value } : null,
  );
  return {
    idempotencyKey: crypto.randomUUID(),
    name: upload.file.name,
    upload,
    source,
    startedAs: signal<string | null>(null),
  };
}

export function addressSource(url: string): NewSource {
  const source = signal({ url });
  return {
    idempotencyKey: crypto.randomUUID(),
    name: url,
    upload: null,
    source,
    startedAs: signal<string | null>(null),
  };
}

/** Whether a text is an address that may be read: `s3://` for operators only. */
export function isAddress(text: string, isOperator: boolean): boolean {
  if (isOperator && /^s3:\/\/[^/]+\/.+/.test(text)) return true;
  return /^https:\/\//i.test(text) && URL.canParse(text);
}
