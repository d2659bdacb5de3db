import {
  type AudioRendition,
  framesIn,
  renditionProof,
  soundProblems,
  timelineProblems,
  type Verification,
  type VerifyInput,
  type VideoRendition,
  worstOffset,
} from '../core/index.ts';
import { heartbeating } from '../temporal/index.ts';
import { decodeProblem, decodeSeams } from './decode-seams.ts';
import type { MetadataDeps } from './deps.ts';
import { soundOffsets } from './sound-offsets.ts';

const SCRATCH_BYTES = 200_000_000;

/**
 * Checks the finished video as a player would meet it: every segment follows the one before, all rungs have the same
 * frames, every sound track starts and ends with the picture, and the stream decodes without complaint across seams.
 */
export function verify(deps: MetadataDeps, input: VerifyInput): Promise<Verification> {
  return heartbeating((_report, signal) =>
    deps.scratch.use(SCRATCH_BYTES, async (cwd) => {
      const tools = { ...deps.tools, cwd, signal };
      const { chunks, grid } = input;
      const read = (rendition: VideoRendition | AudioRendition) =>
        deps.reports.read(input.videoId, rendition.hash, chunks.length);
      const video = await Promise.all(input.video.map(read));
      const audio = await Promise.all(input.audio.map(read));
      const frames = video.map((reports) => framesIn(reports, grid));
      const [decoded, sound] = await Promise.all([
        decodeSeams(deps.store, tools, input, video),
        soundOffsets(deps.store, tools, input, video, audio),
      ]);
      const named = [...input.video, ...input.audio].map(({ name }, i) => ({
        name,
        reports: [...video, ...audio][i] ?? [],
      }));
      const problems = [
        ...named.flatMap(({ name, reports }) => timelineProblems(name, reports, chunks)),
        ...(new Set(frames).size > 1 ? [`the rungs have ${frames.join(', ')} frames`] : []),
        ...input.audio.flatMap(({ name }, i) => soundProblems(name, sound[i], grid)),
        ...decoded.flatMap(decodeProblem),
      ];
      return {
        ok: problems.length === 0,
        frames: frames[0] ?? 0,
        seams: chunks.length - 1,
        audioOffsetMs: worstOffset(sound.map(({ startMs }) => startMs)),
        audioEndOffsetMs: worstOffset(sound.map(({ endMs }) => endMs)),
        problems,
        decoded: decoded.map(({ rendition, chunk, frames: count }) => ({ rendition, chunk, frames: count })),
        proofs: named.map(({ name, reports }, i) =>
          renditionProof(name, reports, chunks, sound[i - input.video.length] ?? null),
        ),
      };
    }),
  );
}
