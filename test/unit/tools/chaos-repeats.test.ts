import { describe, expect, it } from 'vitest';
import type { DoneFault } from '../../../tools/chaos/conductor.ts';
import { parseEncodes } from '../../../tools/chaos/encode-log.ts';
import { allowedBy, findRepeats } from '../../../tools/chaos/repeats.ts';
import type { FaultKind } from '../../../tools/chaos/schedule.ts';

const A = 'aaaaaaaaaaaaaaaa';
const B = 'bbbbbbbbbbbbbbbb';
const run = (atMs: number, frame: number, workerPid = 7, hashes = [A]) => ({ atMs, workerPid, hashes, frame });
const fault = (kind: FaultKind, fromMs: number, toMs: number, more: Partial<DoneFault> = {}): DoneFault => ({
  fault: { kind, target: 'transcode-1', atMs: 0, forMs: toMs - fromMs, share: 1 },
  ...{ fromMs, toMs, workerPid: null, inFlight: new Set<string>(), outlivedMs: 0 },
  ...more,
});
const one = new Map([[A, 1]]);

describe('what is read of the encoders', () => {
  it('is each chunk with its renditions, whatever else they were called with', () => {
    const line = (args: string) => `1700000000123 42 -nostdin ${args}`;
    const text = [
      line(`-filter_complex fps=24,trim=start_pts=48:end_pts=96 -f mp4 file:${A}.mp4 -f mp4 file:${B}.mp4`),
      line('-version'),
      `1700000000N 1 -filter_complex trim=start_pts=0 file:${A}.mp4`,
      '',
    ].join('\n');
    expect(parseEncodes(text)).toEqual([
      { atMs: 1_700_000_000_123, workerPid: 42, hashes: [A, B], frame: 48 },
      { atMs: 1_700_000_000_000, workerPid: 1, hashes: [A], frame: 0 },
    ]);
  });
});

describe('a chunk that is encoded again', () => {
  it('is one that its rendition has been encoded of before, as often as jobs have it', () => {
    const runs = [run(0, 0), run(1, 48), run(2, 0, 7, [B]), run(3, 0)];
    expect(findRepeats(runs, one, []).map(({ run: { atMs } }) => atMs)).toEqual([3]);
    expect(findRepeats(runs, new Map([[A, 2]]), [])).toEqual([]);
  });

  it('is so for one of its renditions as well', () => {
    expect(findRepeats([run(0, 0, 7, [A, B]), run(1, 0, 7, [B])], one, [])).toHaveLength(1);
  });

  it('is put down to what befell its worker, before what befell everybody', () => {
    const killed = fault('kill', 100, 200, { workerPid: 7 });
    const slow = fault('slow', 150, 300);
    const other = fault('kill', 100, 200, { workerPid: 8 });
    const causeOf = (faults: readonly DoneFault[]) => findRepeats([run(50, 0), run(400, 0, 9)], one, faults)[0]?.cause;
    expect(causeOf([other, killed, slow])).toBe(killed);
    expect(causeOf([other, slow])).toBe(slow);
    expect(causeOf([other])).toBeNull();
    expect(causeOf([fault('freeze', 60, 90, { workerPid: 7 }), killed])).toMatchObject({ fault: { kind: 'freeze' } });
  });

  it('is put down to what befell any of those who encoded it, where several jobs have it', () => {
    const killed = fault('kill', 100, 200, { workerPid: 7 });
    const runs = [run(50, 0, 7), run(300, 0, 9), run(400, 0, 9)];
    expect(findRepeats(runs, new Map([[A, 2]]), [killed])).toMatchObject([{ run: { atMs: 400 }, cause: killed }]);
  });

  it('is not put down to what came before or after', () => {
    const faults = [fault('s3', 100, 200), fault('s3', 90_000, 91_000)];
    expect(findRepeats([run(50_000, 0), run(60_000, 0)], one, faults)[0]?.cause).toBeNull();
  });
});

describe('what a fault may cost', () => {
  const runs = [run(10, 0), run(120, 48), run(130, 48), run(140, 96), run(500, 144)];

  it('is what its worker had in flight', () => {
    expect(allowedBy(fault('kill', 100, 200, { workerPid: 7, inFlight: new Set(['x']) }), runs, 2)).toBe(1);
    expect(allowedBy(fault('kill', 100, 200, { workerPid: 7, inFlight: null }), runs, 2)).toBe(2);
  });

  it('is nothing where no chunk can be', () => {
    const idle = fault('kill', 100, 200, { inFlight: null });
    expect(allowedBy({ ...idle, fault: { ...idle.fault, target: 'metadata-1' } }, runs, 2)).toBe(0);
    expect(allowedBy(fault('lost', 100, 200, { inFlight: new Set(['x']) }), runs, 2)).toBe(0);
  });

  it('is, of a server, what anybody had in flight and what was begun meanwhile, each chunk once', () => {
    expect(allowedBy(fault('s3', 100, 200, { inFlight: new Set(['x', 'y']) }), runs, 2)).toBe(4);
  });
});
