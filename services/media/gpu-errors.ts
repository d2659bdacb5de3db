import { type ErrorCode, FanoutError } from '../core/index.ts';

type GpuCode = Extract<ErrorCode, `GPU_${string}`>;

/**
 * What ffmpeg's lines say of a graphics card. The first line that is known decides: what follows from a failure is said
 * after it. Messages are those of libavcodec/nvenc.c, nvdec.c, libavutil/hwcontext_cuda.c and nv-codec-headers' loader; how
 * drivers use the codes in them is from reports of users.
 */
const SIGNS: readonly (readonly [RegExp, GpuCode])[] = [
  // No more sessions: 10 in older drivers, 21 in newer ones.
  [/OpenEncodeSessionEx failed: (?:out of memory \(10\)|incompatible client key \(21\))/, 'GPU_BUSY'],
  [/CUDA_ERROR_OUT_OF_MEMORY|: out of memory \(10\)|: (?:encoder|lock) busy \(/, 'GPU_BUSY'],
  [/Cannot load (?:lib)?(?:cuda|nvcuda|nvcuvid|nvidia-encode|nvEncodeAPI)/, 'GPU_UNAVAILABLE'],
  [/Could not dynamically load CUDA|No CUDA capable devices found/, 'GPU_UNAVAILABLE'],
  [/Driver does not support the required nvenc API version/, 'GPU_UNAVAILABLE'],
  [/OpenEncodeSessionEx failed: (?:no encode|unsupported|invalid|device)/, 'GPU_UNAVAILABLE'],
  [
    /Codec not supported|\d+ bit encode not supported|B frames? .*not supported|Max B-frames \d+ exceed/,
    'GPU_UNSUPPORTED',
  ],
  [/(?:Width|Height) \d+ exceeds \d+|InitializeEncoder failed: (?:invalid|unsupported) param/, 'GPU_UNSUPPORTED'],
  [/Hardware is lacking required capabilities|No decoder surfaces left|decode surfaces might cause/, 'GPU_UNSUPPORTED'],
  [/CUDA_ERROR_(?:NOT_SUPPORTED|INVALID_VALUE)|Failed setup for format cuda/, 'GPU_UNSUPPORTED'],
  // Whatever else CUDA complains of: nothing is expected of this card until it has shown that it works.
  [/CUDA_ERROR_[A-Z_]+/, 'GPU_UNAVAILABLE'],
  [/No (?:NVENC )?capable devices found|Device creation failed|Device setup failed for decoder/, 'GPU_UNAVAILABLE'],
  // The decoder went on by itself, in the machine's memory, where nothing on the card can read.
  [/Impossible to convert between the formats supported by the filter/, 'GPU_UNSUPPORTED'],
];

/** What lines of ffmpeg's standard error say of the graphics card; `null` when nothing. */
export function gpuTrouble(lines: readonly string[]): { readonly code: GpuCode; readonly line: string } | null {
  for (const line of lines) {
    const sign = SIGNS.find(([pattern]) => pattern.test(line));
    if (sign) return { code: sign[1], line };
  }
  return null;
}

/** A failure of a command that ran on a graphics card, as one of the card if it was. */
export function blameGpu(error: unknown): unknown {
  if (!(error instanceof FanoutError) || error.code !== 'ENCODE_FAILED') return error;
  const trouble = gpuTrouble(error.details);
  return trouble
    ? new FanoutError(trouble.code, `The graphics card: ${trouble.line.replace(/^\[[^\]]*\] /, '')}`, error.details)
    : error;
}
