import { describe, expect, it } from 'vitest';
import { CATALOGUE, FanoutError } from '../../../services/core/index.ts';
import { blameGpu, gpuTrouble } from '../../../services/media/index.ts';

/*
 * Samples of ffmpeg's standard error. "here": ffmpeg 5.1.9 on a machine without a card. The others are as libavcodec/nvenc.c,
 * nvdec.c and libavutil/hwcontext_cuda.c write them, or as users reported them; addresses of pointers are shortened.
 */
const SAMPLES: Record<string, { readonly code: string | null; readonly source: string; readonly lines: string }> = {
  'no driver, device asked for': {
    code: 'GPU_UNAVAILABLE',
    source: 'here',
    lines: `[AVHWDeviceContext @ 0x560b52d0b980] Cannot load libcuda.so.1
[AVHWDeviceContext @ 0x560b52d0b980] Could not dynamically load CUDA
Device creation failed: -1.
Failed to set value 'cuda' for option 'init_hw_device': Operation not permitted
Error parsing global options: Operation not permitted`,
  },
  'no driver, encoder asked for': {
    code: 'GPU_UNAVAILABLE',
    source: 'here',
    lines: `[h264_nvenc @ 0x559438445040] Cannot load libcuda.so.1
Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0 - maybe incorrect parameters such as bit_rate, rate, width or height
Conversion failed!`,
  },
  'a container without the driver’s video libraries': {
    code: 'GPU_UNAVAILABLE',
    source: 'nv-codec-headers, dynlink_loader.h; nvenc.c',
    lines: `[h264_nvenc @ 0x5594] Cannot load libnvidia-encode.so.1
[h264_nvenc @ 0x5594] The minimum required Nvidia driver for nvenc is (unknown) or newer`,
  },
  'no device': {
    code: 'GPU_UNAVAILABLE',
    source: 'hwcontext_cuda.c, cuda_check.h; the same text in github.com/xychelsea/ffmpeg-docker/issues/1',
    lines: `[AVHWDeviceContext @ 0x55bf] cu->cuInit(0) failed -> CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected
Device creation failed: -542398533.`,
  },
  'a driver that has gone wrong': {
    code: 'GPU_UNAVAILABLE',
    source: 'github.com/blakeblackshear/frigate/issues/4136',
    lines: `[AVHWDeviceContext @ 0x55bf99883d00] cu->cuInit(0) failed -> CUDA_ERROR_UNKNOWN: unknown error
Error while opening decoder for input stream #0:0 : Generic error in an external library`,
  },
  'driver and libraries of two versions': {
    code: 'GPU_UNAVAILABLE',
    source: 'cuda_check.h; the code in github.com/NVIDIA/VideoProcessingFramework/issues/473',
    lines:
      '[AVHWDeviceContext @ 0x55bf] cu->cuInit(0) failed -> CUDA_ERROR_SYSTEM_DRIVER_MISMATCH: system has unsupported display driver / cuda driver combination',
  },
  'a driver that is too old': {
    code: 'GPU_UNAVAILABLE',
    source: 'github.com/GyanD/codexffmpeg/issues/161',
    lines: `[h264_nvenc @ 000002faa5950d40] Driver does not support the required nvenc API version. Required: 12.1 Found: 12.0
[h264_nvenc @ 000002faa5950d40] The minimum required Nvidia driver for nvenc is (unknown) or newer`,
  },
  'a card for computing, without an encoder': {
    code: 'GPU_UNAVAILABLE',
    source: 'nvenc.c, nvenc_errors',
    lines: `[h264_nvenc @ 0x55] OpenEncodeSessionEx failed: unsupported device (2): (no details)
[h264_nvenc @ 0x55] No capable devices found`,
  },
  'too many sessions, older drivers': {
    code: 'GPU_BUSY',
    source: 'github.com/valkjsaaa/auto-bilibili-recorder/issues/9',
    lines: `[h264_nvenc @ 0x5601aa5b40c0] OpenEncodeSessionEx failed: out of memory (10)
[h264_nvenc @ 0x5601aa5b40c0] No NVENC capable devices found`,
  },
  'too many sessions, newer drivers': {
    code: 'GPU_BUSY',
    source: 'github.com/keylase/nvidia-patch/issues/987; obsproject/obs-studio/pull/11259',
    lines: `[h264_nvenc @ 000001b6accb0500] OpenEncodeSessionEx failed: incompatible client key (21): (no details)
[vost#6:0/h264_nvenc @ 000001b6acc90bc0] Error while opening encoder - maybe incorrect parameters such as bit_rate, rate, width or height.`,
  },
  'no memory left on the card': {
    code: 'GPU_BUSY',
    source: 'hwcontext_cuda.c, cuda_check.h; nvdec.c',
    lines: `[AVHWFramesContext @ 0x55] cu->cuMemAlloc(&data, size) failed -> CUDA_ERROR_OUT_OF_MEMORY: out of memory
[h264 @ 0x55] Failed setup for format cuda: hwaccel initialisation returned error.`,
  },
  'ten bits in H.264': {
    code: 'GPU_UNSUPPORTED',
    source: 'github.com/davlee1972/upscale_video/issues/23',
    lines: `[h264_nvenc @ 0x556070ed3b40] 10 bit encode not supported
[h264_nvenc @ 0x556070ed3b40] No capable devices found`,
  },
  'a codec that this card does not encode': {
    code: 'GPU_UNSUPPORTED',
    source: 'nvenc.c, nvenc_check_capabilities',
    lines: `[hevc_nvenc @ 0x55] Codec not supported
[hevc_nvenc @ 0x55] Provided device doesn't support required NVENC features`,
  },
  'a picture that is too small': {
    code: 'GPU_UNSUPPORTED',
    source: 'github.com/tritant/ComfyUI_MiniMax_H3_Extender/issues/44',
    lines:
      '[h264_nvenc @ 0x55] InitializeEncoder failed: invalid param (8): Frame Dimension less than the minimum supported value.',
  },
  'a codec that this card does not decode': {
    code: 'GPU_UNSUPPORTED',
    source: 'github.com/abhiTronix/deffcode/issues/36',
    lines: `[h264 @ 0x563135bebf80] decoder->cvdl->cuvidCreateDecoder(&decoder->decoder, params) failed -> CUDA_ERROR_INVALID_VALUE: invalid argument
[h264 @ 0x563135bebf80] Failed setup for format cuda: hwaccel initialisation returned error.
Impossible to convert between the formats supported by the filter 'graph 0 input from stream 0:1' and the filter 'auto_scaler_0'`,
  },
  'a picture that the decoder kept in the machine’s memory': {
    code: 'GPU_UNSUPPORTED',
    source: 'github.com/mdhiggins/sickbeard_mp4_automator/issues/1444',
    lines: `Impossible to convert between the formats supported by the filter 'graph 0 input from stream 0:0' and the filter 'auto_scaler_0'
Error reinitializing filters!
Failed to inject frame into filter network: Function not implemented`,
  },
  'a source that is damaged': {
    code: null,
    source: 'here',
    lines: `[h264 @ 0x55] error while decoding MB 12 4, bytestream -7
Error while decoding stream #0:0: Invalid data found when processing input`,
  },
};

describe('what ffmpeg says of a graphics card', () => {
  it.each(Object.entries(SAMPLES))('%s', (_what, { code, lines }) => {
    expect(gpuTrouble(lines.split('\n'))?.code ?? null).toBe(code);
  });

  it('becomes the error of the command, in one line and with all of them', () => {
    const details = (SAMPLES['too many sessions, newer drivers']?.lines ?? '').split('\n');
    const failed = new FanoutError('ENCODE_FAILED', 'ffmpeg exited with 1', details);
    expect(blameGpu(failed)).toMatchObject({
      code: 'GPU_BUSY',
      message: 'The graphics card: OpenEncodeSessionEx failed: incompatible client key (21): (no details)',
      details,
    });
  });

  it('is not looked for in what failed otherwise', () => {
    const killed = new FanoutError('ENCODE_KILLED', 'by SIGKILL', ['CUDA_ERROR_UNKNOWN']);
    expect(blameGpu(killed)).toBe(killed);
    const unknown = new FanoutError('ENCODE_FAILED', 'ffmpeg exited with 1', ['Conversion failed!']);
    expect(blameGpu(unknown)).toBe(unknown);
  });

  it('is tried again, elsewhere or later, only where that may help', () => {
    const { GPU_UNAVAILABLE, GPU_BUSY, GPU_UNSUPPORTED } = CATALOGUE;
    expect([GPU_UNAVAILABLE, GPU_BUSY, GPU_UNSUPPORTED].map(({ retryable }) => retryable)).toEqual([true, true, false]);
  });
});
