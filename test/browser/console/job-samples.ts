import { jobSchema, type ShownCell, type ShownGrid, type ShownJob } from '../../../services/api/index.ts';
import { bareStatus, CELL_STATES, videoId } from '../../../services/core/index.ts';
import { CLIP } from '../barcode-clip.ts';
import { RENDITIONS } from './job-media.ts';

export const JOB_ID = 'mh2x4k1za8c3';
const RUNGS = ['2160p', '1440p', '1080p', '720p', '480p', '360p', '240p', '144p'];

export function cell(lane: string, chunk: number, more: Partial<ShownCell> = {}): ShownCell {
  return {
    ...{ lane, chunk, state: 'done', attempt: 1, speed: null, framesDone: 0 },
    ...{ seconds: 6.4, worker: 'worker-2@host-b', trouble: null },
    ...more,
  };
}

/** Of a long video: every state is there, as a job has it that is half done. */
export function largeGrid(chunkCount: number, rungs = RUNGS): ShownGrid {
  const lanes = rungs.map((name) => ({ name, codec: 'h264', renditions: [name] }));
  const chunks = Array.from({ length: chunkCount }, (_, index) => ({
    ...{ index, startSeconds: index * 4, seconds: 4, frames: 96 },
  }));
  const cells = lanes.flatMap(({ name }, lane) =>
    chunks.flatMap(({ index }) => {
      const made = stateOf(index, lane, chunkCount);
      return made ? [cell(name, index, made)] : [];
    }),
  );
  return { lanes, chunks, cells };
}

function stateOf(chunk: number, lane: number, chunks: number): Partial<ShownCell> | null {
  const front = Math.floor(chunks * (0.42 + 0.07 * lane));
  if (chunk >= front + 4) return null;
  if (chunk >= front) {
    const running = {
      state: 'running',
      framesDone: 20 + ((chunk * 37 + lane * 11) % 70),
      speed: 1.8,
      seconds: null,
    } as const;
    return chunk % 5 === 1
      ? { state: 'retrying', seconds: 2.1, trouble: 'ffmpeg was ended by something outside Fanout.' }
      : running;
  }
  if (chunk % 31 === 7) return { state: 'retried', attempt: 2, trouble: 'A worker went away.' };
  return chunk < chunks * 0.08 ? { state: 'reused', attempt: 0, seconds: null, worker: null } : {};
}

/** The grid of {@link RENDITIONS}: one lane, and one of each state in its other. */
export function smallGrid(): ShownGrid {
  const chunks = Array.from({ length: CLIP.seconds / 2 }, (_, index) => ({
    ...{ index, startSeconds: index * 2, seconds: 2, frames: 2 * CLIP.rate },
  }));
  const lanes = [
    { name: 'h264-0', codec: 'h264', renditions: RENDITIONS.map(({ name }) => name) },
    { name: 'av1-0', codec: 'av1', renditions: ['360p-av1'] },
  ];
  return { lanes, chunks, cells: CELL_STATES.map((state, chunk) => cell('av1-0', chunk, { state })) };
}

/** A job that has its first chunks. */
export function sampleJob(more: Partial<ShownJob> = {}): ShownJob {
  return jobSchema.parse({
    ...bareStatus(videoId(JOB_ID), 'running'),
    tenant: 'acme',
    hls: 'hls/master.m3u8',
    source: {
      ...{
        name: 'Harbour at dawn.mov',
        bytes: 734_003_200,
        container: 'mov',
        codec: 'prores',
        pixelFormat: 'yuv422p10le',
      },
      ...{ videoRange: 'SDR', width: 1920, height: 1080, rotation: 0, interlaced: false, rate: String(CLIP.rate) },
      ...{ durationSeconds: CLIP.seconds, audioTracks: 1, videoStream: 0 },
      access: { way: 'seek', why: 'its index names every frame' },
    },
    renditions: RENDITIONS.map(({ bits, ...size }, i) => ({
      ...size,
      ...{ codec: 'h264', frames: CLIP.frames, durationSeconds: CLIP.seconds, bytes: (bits * CLIP.seconds) / 8 },
      ...{ rate: String(CLIP.rate), codecs: 'avc1.42c01e', videoRange: 'SDR', bandwidth: bits * 1.4 },
      ...{ averageBandwidth: bits, encoder: 'libx264', crf: 23 },
      quality: { metric: 'ssim', mean: 0.991 - i * 0.012, lowest: 0.978 - i * 0.02, frames: 24 },
    })),
    audio: [
      {
        ...{ name: 'audio-1', language: 'eng', channels: 2, bitrate: 128_000 },
        loudness: { measured: -21.3, truePeak: -3.1, gain: 5.3, limited: false },
      },
    ],
    skipped: [{ rung: '1440p', reason: 'the source is 1080 pixels on its short side; never scaled up' }],
    timings: { firstPlayableMs: 8_400, totalMs: null },
    work: {
      ...{ chunks: 24, encoded: 7, reused: 3, retried: 2 },
      ...{ sourceBytesRead: 412_000_000, cpuSeconds: 184.2, qualityCpuSeconds: 11.3 },
    },
    progress: {
      ...{ percent: 43.8, chunksDone: 10, chunks: 24 },
      rungs: RENDITIONS.map(({ name, width, height }) => ({
        ...{ name, lane: 'h264-0', pixels: width * height, framesDone: 240, frames: CLIP.frames },
      })),
    },
    ...more,
  });
}

/** The same, when all is done and checked. */
export function completeJob(more: Partial<ShownJob> = {}): ShownJob {
  const { progress } = sampleJob();
  return sampleJob({
    state: 'completed',
    dash: 'dash/manifest.mpd',
    files: ['poster.jpg', 'storyboard/storyboard.vtt', 'mp4/360p.mp4'],
    timings: { firstPlayableMs: 8_400, totalMs: 61_200 },
    progress: { ...progress, percent: 100, chunksDone: 24 },
    verification: {
      ...{ ok: true, frames: CLIP.frames, seams: 11, audioOffsetMs: 0, audioEndOffsetMs: -0.02, problems: [] },
      decoded: [{ rendition: '360p', chunk: 1, frames: 96 }],
      proofs: RENDITIONS.map(({ name }) => ({
        ...{ name, chunks: 12, framesPlanned: CLIP.frames, framesFound: CLIP.frames, initSha256: '5f'.repeat(32) },
        ...{ timescale: CLIP.rate, firstTick: 0, endTick: CLIP.frames, offset: null },
      })),
    },
    ...more,
  });
}
