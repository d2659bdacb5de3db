import type { Rational } from './rational.ts';

/** ITU-T H.264 table A-1: macroblocks per second, per frame, in the picture buffer; kbit/s for High profile (1.25 × MaxBR). */
const LEVELS = [
  { level: '1.3', perSecond: 11_880, perFrame: 396, buffer: 2_376, kbps: 960 },
  { level: '2.1', perSecond: 19_800, perFrame: 792, buffer: 4_752, kbps: 5_000 },
  { level: '3.0', perSecond: 40_500, perFrame: 1_620, buffer: 8_100, kbps: 12_500 },
  { level: '3.1', perSecond: 108_000, perFrame: 3_600, buffer: 18_000, kbps: 17_500 },
  { level: '3.2', perSecond: 216_000, perFrame: 5_120, buffer: 20_480, kbps: 25_000 },
  { level: '4.0', perSecond: 245_760, perFrame: 8_192, buffer: 32_768, kbps: 25_000 },
  { level: '4.2', perSecond: 522_240, perFrame: 8_704, buffer: 34_816, kbps: 62_500 },
  { level: '5.0', perSecond: 589_824, perFrame: 22_080, buffer: 110_400, kbps: 168_750 },
  { level: '5.1', perSecond: 983_040, perFrame: 36_864, buffer: 184_320, kbps: 300_000 },
  { level: '5.2', perSecond: 2_073_600, perFrame: 36_864, buffer: 184_320, kbps: 300_000 },
  { level: '6.0', perSecond: 4_177_920, perFrame: 139_264, buffer: 696_320, kbps: 300_000 },
  { level: '6.2', perSecond: 16_711_680, perFrame: 139_264, buffer: 696_320, kbps: 1_000_000 },
] as const;

/** Reference frames that the level leaves room for: what x264's presets up to `slow` use at 1080p. */
const REFERENCE_FRAMES = 4;

/** The lowest level (as ffmpeg's `-level:v` takes it) that allows this size, rate and cap in bits per second. */
export function h264Level(width: number, height: number, rate: Rational, maxrate: number): string {
  const frame = Math.ceil(width / 16) * Math.ceil(height / 16);
  const fit = LEVELS.find(
    (row) =>
      frame <= row.perFrame &&
      frame * rate.num <= row.perSecond * rate.den &&
      frame * REFERENCE_FRAMES <= row.buffer &&
      maxrate <= row.kbps * 1000,
  );
  return fit?.level ?? '6.2';
}
