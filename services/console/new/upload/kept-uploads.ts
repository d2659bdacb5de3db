/** What a browser remembers of an upload, to go on with it after the page was loaded anew. */
export interface KeptUpload {
  readonly uploadId: string;
  readonly name: string;
  readonly bytes: number;
  /** As the browser tells of files. */
  readonly lastModified: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

const NAME = 'fanout-uploads';
/** After that, the gateway has removed what had arrived. */
const KEPT_MS = 86_400_000;

export function readKept(now = Date.now()): KeptUpload[] {
  const text = localStorage.getItem(NAME);
  const all: unknown = text === null ? [] : parse(text);
  return Array.isArray(all) ? all.filter(isKept).filter(({ startedAt }) => now - startedAt < KEPT_MS) : [];
}

export function keep(upload: KeptUpload): void {
  write([...readKept().filter(({ uploadId }) => uploadId !== upload.uploadId), upload]);
}

export function forget(uploadId: string): void {
  write(readKept().filter((upload) => upload.uploadId !== uploadId));
}

/** The upload that a file is of, if it was begun before: the same file, as far as a browser can tell. */
export function keptOf(
  { name, size, lastModified }: Pick<File, 'name' | 'size' | 'lastModified'>,
  kept: readonly KeptUpload[],
): KeptUpload | null {
  const isSame = (one: KeptUpload) => one.name === name && one.bytes === size && one.lastModified === lastModified;
  return kept.find(isSame) ?? null;
}

function write(all: readonly KeptUpload[]): void {
  localStorage.setItem(NAME, JSON.stringify(all));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else's, or half of one: there is nothing to go on with.
    return [];
  }
}

function isKept(value: unknown): value is KeptUpload {
  const one = value as Partial<KeptUpload> | null;
  const isText = [one?.uploadId, one?.name].every((text) => typeof text === 'string');
  return isText && [one?.bytes, one?.lastModified, one?.startedAt].every((number) => typeof number === 'number');
}
