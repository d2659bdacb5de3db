import { describe, expect, it } from 'vitest';
import { FanoutError, type VideoRendition } from '../../../services/core/index.ts';
import type { EncoderFound } from '../../../services/media/index.ts';
import {
  blameCard,
  type EncoderMode,
  Encoders,
  encoderMode,
  requireEncoders,
} from '../../../services/transcode/encoders.ts';

const card: EncoderFound = { encoder: 'nvenc', codecs: ['h264'], lacking: ['hevc: no B-frames'] };
const none: EncoderFound = { encoder: 'software', why: 'no card' };

/** @param found what each probe finds; the last one for ever */
async function encoders(mode: EncoderMode, ...found: (EncoderFound | Error)[]) {
  const said: string[] = [];
  const troubles: (string | null)[] = [];
  let probes = 0;
  const made = await Encoders.find({
    mode,
    probe: async () => {
      const result = found[Math.min(probes++, found.length - 1)];
      if (!result || result instanceof Error) throw result;
      return result;
    },
    say: (line) => said.push(line),
    trouble: (why) => troubles.push(why),
    pauseMs: { first: 1, longest: 4 },
  });
  return { made, said, troubles, probes: () => probes };
}

const never = new AbortController().signal;
const chunk = [{ encoder: 'nvenc', codec: 'h264' }] as VideoRendition[];
const isPending = (promise: Promise<void>) =>
  Promise.race([promise.then(() => false), new Promise<boolean>((resolve) => setTimeout(resolve, 20, true))]);

describe('what a worker encodes with', () => {
  it('is the graphics card where one works, and says so in one line', async () => {
    const { made, said, troubles } = await encoders('auto', card);
    expect(made.nvenc).toEqual(['h264']);
    expect(said).toEqual(['Encoder: NVENC for h264; not hevc: no B-frames']);
    await made.opened(never);
    expect(troubles).toEqual([null]);
  });

  it.each([
    ['auto', none, 'Encoder: software, because no card'],
    ['auto', new Error('disk full'), 'Encoder: software, because disk full'],
    ['software', card, 'Encoder: software, because FANOUT_ENCODER asks for it'],
  ] as const)('is software with %s where that is what there is, and work comes at once', async (mode, found, line) => {
    const { made, said } = await encoders(mode, found);
    expect(made.nvenc).toEqual([]);
    expect(said).toEqual([line]);
    await made.opened(never);
    expect(() => requireEncoders(made, chunk)).toThrow(expect.objectContaining({ code: 'GPU_UNAVAILABLE' }));
    requireEncoders(made, [{ encoder: 'software', codec: 'h264' }] as VideoRendition[]);
  });

  it('takes no work without the card that it shall have, until the card works', async () => {
    const { made, troubles, probes } = await encoders('nvenc', none, none, none, card);
    await made.opened(never);
    expect(probes()).toBe(4);
    const why = 'no work is taken, because of the graphics card: no card';
    expect(troubles).toEqual([why, why, why, null]);
    requireEncoders(made, chunk);
  });

  it('stops waiting for it when the worker has to leave', async () => {
    const { made } = await encoders('nvenc', none);
    const leaving = new AbortController();
    const opened = made.opened(leaving.signal);
    leaving.abort();
    await expect(opened).rejects.toThrow();
  });

  it('gives up work when the card fails, and takes it again when it works', async () => {
    const { made, troubles, said } = await encoders('auto', card, none, none, card);
    await made.opened(never);
    const closed = made.closed();
    blameCard(
      made,
      new FanoutError('ENCODE_FAILED', 'x', ['cu->cuInit(0) failed -> CUDA_ERROR_UNKNOWN: unknown error']),
    );
    await closed;
    expect(made.nvenc).toEqual([]);
    await made.opened(never);
    expect(troubles.at(-2)).toContain('no work is taken');
    expect(troubles.at(-1)).toBeNull();
    expect(said.map((line) => line.slice(0, 14))).toEqual(['Encoder: NVENC', 'Encoder: softw', 'Encoder: NVENC']);
  });

  it('keeps its work when the card turns out to be well', async () => {
    const { made, probes } = await encoders('auto', card);
    const closed = made.closed();
    blameCard(made, new FanoutError('ENCODE_STUCK', 'no progress'));
    expect(await isPending(closed)).toBe(true);
    expect(probes()).toBe(2);
  });

  it('does not look at the card for what is not its fault, nor blames a source that only the card has seen', async () => {
    const { made, probes } = await encoders('auto', card);
    const busy = new FanoutError('ENCODE_FAILED', 'x', ['OpenEncodeSessionEx failed: out of memory (10)']);
    expect(blameCard(made, busy)).toMatchObject({ code: 'GPU_BUSY' });
    const off = new FanoutError('CHUNK_OFF_PLAN', 'two frames short', ['a line']);
    expect(blameCard(made, off)).toMatchObject({ code: 'GPU_UNSUPPORTED', details: ['a line'] });
    expect(probes()).toBe(1);
  });

  it('is chosen by FANOUT_ENCODER, which has three values', () => {
    expect(encoderMode({})).toBe('auto');
    expect(encoderMode({ FANOUT_ENCODER: 'nvenc' })).toBe('nvenc');
    expect(() => encoderMode({ FANOUT_ENCODER: 'gpu' })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
