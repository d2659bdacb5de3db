import { describe, expect, it } from 'vitest';
import { acceptSource, type SourceOutcome, sourceNotes, type VideoFacts } from '../../../services/core/index.ts';
import { sourceFacts, videoFacts } from '../../support/source-facts.ts';

const fine: SourceOutcome = {
  way: 'seek',
  foundSeconds: 10,
  damagedFrames: 0,
  hdrWanted: false,
  colours: ['bt709'],
};
const notes = (
  video: Partial<VideoFacts>,
  outcome: Partial<SourceOutcome>,
  silent: string[] = [],
  other: string[] = [],
) =>
  sourceNotes(
    { facts: sourceFacts({ video: videoFacts(video), otherStreams: other }), silent },
    { ...fine, ...outcome },
  ).map(({ what, why }) => `${what}: ${why}`);
const pq = { colour: { range: 'tv', matrix: 'bt2020nc', primaries: 'bt2020', transfer: 'smpte2084' } };
const dolbyVision = { profile: 8, isCompatible: true };

describe('what is said of a source', () => {
  it.each([
    ['nothing, when all is well', notes({}, {}), []],
    ['sound that nothing decodes', notes({}, {}, ['ac4']), [/^audio: A ac4 track was left out/]],
    ['subtitles that are pictures', notes({}, {}, [], ['subtitle dvdsub']), [/^captions: A subtitle dvdsub track/]],
    ['a length that was promised', notes({}, { way: 'one-pass', foundSeconds: 7 }), [/promise 10\.0 s; 7\.0 s are/]],
    ['no length where a part was wanted', notes({}, { way: 'one-pass', foundSeconds: null }), []],
    ['damage', notes({}, { damagedFrames: 12 }), [/^source: About 12 frames of it did not decode/]],
    ['HDR that H.264 could not keep', notes(pq, { hdrWanted: true }), [/^hdr: It was tone-mapped/]],
    ['no loss of HDR where HEVC keeps it', notes(pq, { hdrWanted: true, colours: ['bt709', 'pq'] }), []],
    ['Dolby Vision', notes({ ...pq, dolbyVision }, {}), [/^hdr: What Dolby Vision adds/]],
  ])('%s', (_what, said, wanted) => {
    expect(said).toHaveLength(wanted.length);
    wanted.forEach((words, i) => {
      expect(said[i]).toMatch(words);
    });
  });

  it('refuses Dolby Vision whose base layer is for nothing else', () => {
    const facts = sourceFacts({ video: videoFacts({ dolbyVision: { profile: 5, isCompatible: false } }) });
    expect(() => acceptSource(facts)).toThrow('Dolby Vision profile 5');
  });
});
