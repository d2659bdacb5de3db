/*
 * What ffmpeg may open. Without a format list an HLS playlist that is read over HTTP makes ffprobe call any address it
 * names, and a text file becomes a video; without a codec list a crafted file picks the weakest of 500 decoders.
 */

/** Demuxers, by any of their names. No playlist, text, image or game format. */
export const FORMATS = [
  'mov',
  'matroska',
  'avi',
  'flv',
  'mpegts',
  'mpeg',
  'mpegvideo',
  'asf',
  'ogg',
  'wav',
  'w64',
  'mp3',
  'aac',
  'flac',
  'h264',
  'hevc',
  'm4v',
  'mxf',
  'gxf',
  'dv',
  'nut',
  'rm',
  'ivf',
  'obu',
  'vc1',
  'ac3',
  'eac3',
  'amr',
  'aiff',
  'caf',
  'gif',
] as const;

/** Video codecs that are decoded, and the decoders that may do it. `magicyuv` is left out (CVE-2026-8461). */
const VIDEO_DECODERS: Readonly<Record<string, readonly string[]>> = {
  h264: ['h264'],
  hevc: ['hevc'],
  av1: ['libdav1d', 'av1', 'libaom-av1'],
  vp8: ['vp8'],
  vp9: ['vp9'],
  mpeg1video: ['mpeg1video'],
  mpeg2video: ['mpeg2video'],
  mpeg4: ['mpeg4'],
  msmpeg4v2: ['msmpeg4v2'],
  msmpeg4v3: ['msmpeg4'],
  h263: ['h263'],
  flv1: ['flv'],
  wmv1: ['wmv1'],
  wmv2: ['wmv2'],
  wmv3: ['wmv3'],
  vc1: ['vc1'],
  theora: ['theora'],
  prores: ['prores'],
  dnxhd: ['dnxhd'],
  cfhd: ['cfhd'],
  mjpeg: ['mjpeg'],
  dvvideo: ['dvvideo'],
  ffv1: ['ffv1'],
  rawvideo: ['rawvideo'],
  v210: ['v210'],
  svq3: ['svq3'],
  rv10: ['rv10'],
  rv20: ['rv20'],
  rv30: ['rv30'],
  rv40: ['rv40'],
  gif: ['gif'],
  qtrle: ['qtrle'],
  png: ['png'],
  hap: ['hap'],
  utvideo: ['utvideo'],
  huffyuv: ['huffyuv'],
  cinepak: ['cinepak'],
  h261: ['h261'],
  msmpeg4v1: ['msmpeg4v1'],
  mss2: ['mss2'],
};

/** Sound codecs, likewise. */
const AUDIO_DECODERS: Readonly<Record<string, readonly string[]>> = {
  aac: ['aac'],
  aac_latm: ['aac_latm'],
  mp1: ['mp1float'],
  mp2: ['mp2float', 'mp2'],
  mp3: ['mp3float', 'mp3'],
  ac3: ['ac3'],
  eac3: ['eac3'],
  dts: ['dca'],
  opus: ['opus', 'libopus'],
  vorbis: ['vorbis'],
  flac: ['flac'],
  alac: ['alac'],
  truehd: ['truehd'],
  wmav1: ['wmav1'],
  wmav2: ['wmav2'],
  wmapro: ['wmapro'],
  amr_nb: ['amrnb'],
  amr_wb: ['amrwb'],
  pcm_s16le: ['pcm_s16le'],
  pcm_s16be: ['pcm_s16be'],
  pcm_s24le: ['pcm_s24le'],
  pcm_s24be: ['pcm_s24be'],
  pcm_s32le: ['pcm_s32le'],
  pcm_s32be: ['pcm_s32be'],
  pcm_f32le: ['pcm_f32le'],
  pcm_f32be: ['pcm_f32be'],
  pcm_f64le: ['pcm_f64le'],
  pcm_u8: ['pcm_u8'],
  pcm_s8: ['pcm_s8'],
  pcm_alaw: ['pcm_alaw'],
  pcm_mulaw: ['pcm_mulaw'],
  pcm_bluray: ['pcm_bluray'],
  pcm_dvd: ['pcm_dvd'],
  adpcm_ima_qt: ['adpcm_ima_qt'],
  adpcm_ms: ['adpcm_ms'],
  adpcm_ima_wav: ['adpcm_ima_wav'],
};

/** Decoders of subtitles. Bitmaps are never decoded, but ffprobe gives up on a file when it may not open theirs. */
const SUBTITLE_DECODERS = [
  'subrip',
  'srt',
  'mov_text',
  'webvtt',
  'ass',
  'ssa',
  'text',
  'pgssub',
  'dvdsub',
  'dvbsub',
  'cc_dec',
] as const;

/** Images that are read, each by one demuxer and one decoder: which one is told by the first bytes, never by ffmpeg. */
export const IMAGE_FORMATS = {
  png: { demuxer: 'png_pipe', decoder: 'png' },
  jpeg: { demuxer: 'jpeg_pipe', decoder: 'mjpeg' },
  webp: { demuxer: 'webp_pipe', decoder: 'webp' },
} as const;
export type ImageFormat = keyof typeof IMAGE_FORMATS;

export const DECODERS: readonly string[] = [
  ...SUBTITLE_DECODERS,
  ...Object.values(VIDEO_DECODERS).flat(),
  ...Object.values(AUDIO_DECODERS).flat(),
];

/** Whether a sound codec, by ffprobe's name, is one that is decoded here. */
export function canDecodeAudio(codec: string): boolean {
  return Object.hasOwn(AUDIO_DECODERS, codec);
}

/** Whether a video codec, by ffprobe's name, is one that is decoded here. */
export function canDecodeVideo(codec: string): boolean {
  return Object.hasOwn(VIDEO_DECODERS, codec);
}
