/**
 * Who has to act: `input` the owner of the video, `usage` the person who typed the command, `stack` the operator,
 * `system` nobody yet (Fanout retries by itself, and it is a defect or an outage when that does not help).
 */
export type Fault = 'input' | 'usage' | 'stack' | 'system';

interface CatalogueEntry {
  readonly fault: Fault;
  /** Whether the same work may succeed when it is tried again, elsewhere or later. */
  readonly retryable: boolean;
  /** Attempts that may end by it and not be held against the work: it is an outage, or this one worker's trouble. */
  readonly excusable: number;
  /** Another worker may do better at once: this one had better not take the next piece of work right away. */
  readonly ofWorker: boolean;
  /** What to do, for the person at fault. */
  readonly hint: string;
}

const never = { retryable: false, excusable: 0, ofWorker: false } as const;
const counted = { retryable: true, excusable: 0, ofWorker: false } as const;
/** With their pauses, about three minutes; then attempts count. */
const A_WHILE = 10;

const input = (hint: string): CatalogueEntry => ({ ...never, fault: 'input', hint });
const usage = (hint: string): CatalogueEntry => ({ ...never, fault: 'usage', hint });
const stack = (hint: string): CatalogueEntry => ({ ...counted, fault: 'stack', hint });
const retried = (hint: string): CatalogueEntry => ({ ...counted, fault: 'system', hint });
const defect = (hint: string): CatalogueEntry => ({ ...never, fault: 'system', hint });
/** Something that everybody needs is away, and will be back. */
const outage = (hint: string): CatalogueEntry => ({ ...retried(hint), excusable: Number.POSITIVE_INFINITY });

/** Every error that a user can see, by code. A code, once published, keeps its meaning. */
export const CATALOGUE = {
  SOURCE_NOT_FOUND: input('See whether what is named is there, spelled like this, and may be read; folders are not.'),
  SOURCE_URL_REFUSED: input(
    'Pass an https:// address of a public server, without a password in it; FANOUT_SOURCE_NETWORKS, set here and on the workers, opens private networks.',
  ),
  SOURCE_FORBIDDEN: input(
    'The server wants a login, or the link has expired: pass a signed link that lasts for hours.',
  ),
  SOURCE_TOO_SMALL: input('Use a video with a larger picture.'),
  SOURCE_TOO_LARGE: input('Use a smaller file, or have the limit that is named raised on the workers.'),
  SOURCE_OVER_MEMORY: input(
    'Bring the picture to a smaller size, or have the limit that is named raised on the workers.',
  ),
  SOURCE_TOO_SLOW: input(
    'Use a server that is faster or knows byte ranges, or have FANOUT_SOURCE_COPY_SECONDS raised on the workers.',
  ),
  SOURCE_UNREACHABLE: {
    ...retried('See whether the address works from where the workers are, and submit it again.'),
    excusable: A_WHILE,
  },
  SOURCE_EMPTY: input('The file has no bytes: copy or upload it again.'),
  SOURCE_NOT_MEDIA: input(
    'Pass a video file such as MP4, MOV, MKV or WebM. Playlists, images, text and archives are refused.',
  ),
  SOURCE_UNREADABLE: input('The file looks damaged. See whether it plays elsewhere, then export or copy it again.'),
  SOURCE_TRUNCATED: input('The file ends before its own index says it should: copy or upload it again, whole.'),
  SOURCE_CHANGED: input('The source object was replaced while it was read: submit it again.'),
  SOURCE_NO_VIDEO: input('Pass a file with a moving picture: nothing else can be processed in this version.'),
  SOURCE_CODEC_UNSUPPORTED: input('Convert the video to H.264, HEVC, VP9, AV1 or ProRes first.'),
  SOURCE_ENCRYPTED: input('Encrypted (DRM) files cannot be processed: use the original.'),
  SOURCE_OVER_LIMITS: input(
    'Make the file smaller in what is named, or have the limit that is named raised on the workers.',
  ),
  SOURCE_NOT_INDEXABLE: input('Repackage it without encoding: ffmpeg -i INPUT -c copy OUTPUT.mkv'),
  SOURCE_TIMING_UNKNOWN: input('Repackage it so that it says how long it is: ffmpeg -i INPUT -c copy OUTPUT.mkv'),
  WATERMARK_UNREADABLE: input('Pass a PNG, JPEG or WebP that is not animated, of at most 10 MB and 16 million pixels.'),
  CAPTIONS_INVALID: input('Mend the file at the line that is named: SubRip (.srt) and WebVTT (.vtt) are read.'),
  CLIP_EMPTY: input('Choose a clip that starts before the video ends, and lasts for a frame at least.'),
  SPEC_UNKNOWN_KEY: usage('Run "fanout submit --help" for the keys that --set takes.'),
  SPEC_INVALID: usage('Run "fanout submit --help" for the keys that --set takes and their values.'),
  PROFILE_NOT_FOUND: usage('Run "fanout profiles" for those that there are, or pass the path of a .json file.'),
  PROFILE_INVALID: usage('Compare it with one in the folder profiles/, and with profiles/schema.json.'),
  USAGE: usage('Run "fanout --help".'),
  SOURCE_SCHEME_UNSUPPORTED: usage('Pass a local file, an s3:// or an https:// URL.'),
  OUTPUT_NOT_EMPTY: usage('Pass an --out folder that is empty or does not exist yet.'),
  WEBHOOK_REFUSED: input(
    'Pass an https:// address of a public server, without a password in it; FANOUT_WEBHOOK_NETWORKS, set here and on the workers, opens private networks.',
  ),
  WEBHOOK_UNSIGNED: stack(
    'Set FANOUT_WEBHOOK_SECRET on the metadata workers: whsec_ and the Base64 of 24 to 64 random bytes; several with a space between them.',
  ),
  WEBHOOK_UNDELIVERED: retried('Have the receiver answer 2xx within 10 seconds; it is asked again for a day.'),
  WEBHOOK_GONE: input('The receiver answered that it wants no more of them (410): pass another address next time.'),
  WEBHOOK_EVENT_NOT_FOUND: usage('Run "fanout webhooks list <videoId>" for the events that can be delivered again.'),
  VIDEO_NOT_FOUND: usage('Run "fanout list" for the ids that exist.'),
  IDEMPOTENCY_CONFLICT: usage('Use a new key for a new job; the same key always means the same job.'),
  TENANT_OVER_QUOTA: usage(
    'Nothing was started. Wait until one of its jobs is over, or have openJobs raised where tenants are configured.',
  ),
  TENANTS_INVALID: stack('Mend the file; docs/fairness.md shows one.'),
  JOB_FINISHED: usage(
    'Nothing was changed. A finished video takes "fanout retry --rendition", "fanout add" and "fanout delete".',
  ),
  JOB_RUNNING: usage('Nothing was changed. Wait until the job has ended ("fanout watch"), or cancel it first.'),
  JOB_PAUSED: usage('Nothing was changed. Let it go on with "fanout resume".'),
  JOB_NOT_PAUSED: usage('Nothing was changed. Run "fanout status" to see what the job is doing.'),
  JOB_NOT_RETRYABLE: usage('Submit the video again.'),
  PRIORITY_INVALID: usage('Pass a number from 1 (first) to 5 (last).'),
  RENDITION_UNKNOWN: usage('Run "fanout status" for the renditions of the video.'),
  RENDITION_EXISTS: usage('To encode it anew, use "fanout retry <videoId> --rendition".'),
  RENDITION_IMPOSSIBLE: usage('Choose a rung that is no larger than the source.'),
  VIDEO_NOT_READY: usage('Run "fanout watch <videoId>" and download when it is completed.'),
  CONFIG_INVALID: stack('Mend the variable that is named in the environment of this process, and start it again.'),
  STACK_UNREACHABLE: stack('Run "fanout doctor"; start a stack with "fanout up" or "docker compose up".'),
  NAMESPACE_INCOMPLETE: stack(
    'Have the namespace made, and its search attribute FanoutTenant (Keyword), by whoever may: docs/operations.md has the commands.',
  ),
  FFMPEG_MISSING: stack('Install ffmpeg 5.1 or later with libx264; "fanout doctor" names the command for your system.'),
  ENCODER_MISSING: defect(
    'Leave the codec out, or give the workers an ffmpeg that was built with libx265 and libsvtav1.',
  ),
  ENCODER_VERSION_MISMATCH: {
    ...stack('Run one ffmpeg version on all workers: outputs of two versions cannot share an init segment.'),
    excusable: A_WHILE,
    ofWorker: true,
  },
  SCRATCH_FULL: {
    ...outage('Free disk space where scratch files go (FANOUT_SCRATCH_DIR), or set it to a larger disk.'),
    ofWorker: true,
  },
  SCRATCH_UNUSABLE: {
    ...outage('Give the user that workers run as (10001 in the images) a folder to write in: FANOUT_SCRATCH_DIR.'),
    ofWorker: true,
  },
  STORAGE_DENIED: {
    ...outage(
      'Give the workers keys that this S3 knows and lets read and write both buckets: MINIO_ACCESS_KEY and MINIO_SECRET_KEY, or on AWS, without these, the role of the task.',
    ),
    ofWorker: true,
  },
  STORAGE_FAILED: outage('See whether S3 is reachable with "fanout doctor".'),
  OBJECT_MISSING: retried('Something removed objects of this video while it was made: submit it again.'),
  ENCODE_KILLED: retried('Something outside ended the encoder, often for want of memory: give the worker more of it.'),
  ENCODE_OVER_LIMIT: defect('ffmpeg wrote more than was planned for, and was ended; report it with the file.'),
  ENCODE_FAILED: retried('See the worker log; the last lines of ffmpeg are in the details.'),
  ENCODE_STUCK: retried('ffmpeg stopped making progress and was ended; see the worker log.'),
  WORK_POISONED: defect(
    'Every worker that had this piece of work died under it, often for want of memory: see the workers of that time.',
  ),
  GPU_UNAVAILABLE: {
    ...stack(
      'See the worker’s health and its log: the graphics card, its driver or access to it is missing; FANOUT_ENCODER=software does without.',
    ),
    ofWorker: true,
  },
  GPU_BUSY: {
    ...retried('Lower FANOUT_TRANSCODE_SLOTS on workers with graphics cards, or leave the cards to Fanout alone.'),
    excusable: A_WHILE,
  },
  GPU_UNSUPPORTED: defect('The graphics card cannot do this: the job goes on with processors on transcode-cpu-queue.'),
  CHUNK_OFF_PLAN: defect(
    'A chunk did not hold the frames that were planned; see the details and report it with the file.',
  ),
  VERIFICATION_FAILED: defect(
    'The output did not pass its own checks; see the problems in the details and report it with the file.',
  ),
  REQUEST_INVALID: usage('Compare the request with what the API takes: /docs on the gateway, docs/api.md.'),
  REQUEST_TOO_LARGE: usage('Send less at once: videos go straight to S3, in parts, and not through the API.'),
  MEDIA_TYPE_UNSUPPORTED: usage('Send JSON, with the header "content-type: application/json".'),
  RANGE_OUTSIDE: usage('Ask for bytes that the file has: the header "content-range" of this answer tells how many.'),
  ROUTE_NOT_FOUND: usage('See /docs on the gateway for what there is.'),
  ORIGIN_REFUSED: usage('Have the page’s origin allowed on the gateway: FANOUT_GATEWAY_ORIGINS.'),
  TOO_MANY_REQUESTS: {
    ...usage('Wait as long as the header "retry-after" says, and ask less often: events come by themselves.'),
    retryable: true,
  },
  KEY_MISSING: usage('Send "authorization: Bearer <key>"; "fanout keys create" makes one.'),
  KEY_INVALID: usage(
    'Use a key that is valid: "fanout keys list" shows those that are, "fanout keys create" makes one.',
  ),
  KEY_FORBIDDEN: usage('Use a key with the scope that is named.'),
  KEY_NOT_FOUND: usage('Run "fanout keys list" for those that there are.'),
  PLAYBACK_LINK_INVALID: usage(
    'Get another address from whoever gave you this one: POST /v1/jobs/{id}/playback makes them.',
  ),
  UPLOAD_NOT_FOUND: usage('Begin the upload anew: one that is not finished within a day is removed.'),
  UPLOAD_COMPLETE: usage('Nothing was changed. Submit a job of the upload, or begin another one.'),
  UPLOAD_INCOMPLETE: usage('Send the parts that are missing, and complete it then.'),
  INTERNAL: defect('This is a defect in Fanout: report it with the details.'),
  CANCELLED: usage('The job was cancelled on request.'),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;

/** The shape of an error in `--json`, in a job's status and across Temporal. */
export interface ErrorReport {
  readonly code: ErrorCode;
  /** What happened, in one or two sentences. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  readonly retryable: boolean;
  /** Last lines of the tool that failed, or the problems found. */
  readonly details?: readonly string[];
}

export interface FanoutErrorOptions extends ErrorOptions {
  /** What to do, where the catalogue's hint does not fit this case. It is said here and not carried across Temporal. */
  readonly hint?: string | undefined;
}

/** An error of the catalogue. Everything that a user sees as an error is one of these. */
export class FanoutError extends Error {
  override readonly name = 'FanoutError';
  readonly code: ErrorCode;
  readonly details: readonly string[];
  readonly hint: string;

  constructor(code: ErrorCode, message: string, details: readonly string[] = [], options?: FanoutErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
    this.hint = options?.hint ?? CATALOGUE[code].hint;
  }

  get retryable(): boolean {
    return CATALOGUE[this.code].retryable;
  }

  toReport(): ErrorReport {
    const { code, message, hint, retryable } = this;
    const base = { code, message, hint, retryable };
    return this.details.length > 0 ? { ...base, details: this.details } : base;
  }
}

export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(CATALOGUE, text);
}

/** Any thrown value as a catalogue error; what is not one already is `INTERNAL`. */
export function asFanoutError(thrown: unknown): FanoutError {
  if (thrown instanceof FanoutError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new FanoutError('INTERNAL', message, [], { cause: thrown });
}

/** What a command exits with: 2 bad usage or bad input, 3 the stack is not reachable, 1 anything else that failed. */
export function exitCodeFor(code: ErrorCode): 1 | 2 | 3 {
  if (code === 'CANCELLED') return 1;
  const { fault } = CATALOGUE[code];
  if (fault === 'input' || fault === 'usage') return 2;
  return fault === 'stack' ? 3 : 1;
}

/** Where a code is explained, in the repository. */
export function helpFor(code: ErrorCode): string {
  return `docs/errors.md#${code.toLowerCase()}`;
}
