import type { ShownJob } from '../../../api/index.ts';
import { Scrollable } from '../../ui/Scrollable.tsx';
import { counted } from '../../ui/words.ts';

/** That the chunks make one video without a seam: what was counted, next to what was planned. */
export function SeamProof({ job: { verification, state } }: { readonly job: ShownJob }) {
  if (!verification) {
    return (
      <section class="panel">
        <h2>Seams</h2>
        <p class="quiet">
          {state === 'completed' ? 'They were not checked.' : 'They are checked when all chunks are there.'}
        </p>
      </section>
    );
  }
  const { ok, frames, seams, problems, proofs, decoded, audioOffsetMs, audioEndOffsetMs } = verification;
  return (
    <section class="panel">
      <h2>Seams</h2>
      <p class={ok ? 'verdict good' : 'verdict trouble'}>
        {ok ? '✓ ' : '✕ '}
        {counted(frames, 'frame')} in each rendition, {counted(seams, 'seam')} checked
        {decoded.length > 0 && `, ${decoded.length} of them decoded`}.
      </p>
      {audioOffsetMs !== null && (
        <p class="quiet">
          Sound against picture: {audioOffsetMs} ms at the start, {audioEndOffsetMs ?? '–'} ms at the end, at worst.
        </p>
      )}
      {problems.length > 0 && (
        <ul class="notes trouble">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <Scrollable label="What was counted in each rendition">
        <table>
          <thead>
            <tr>
              {['Rendition', 'Chunks', 'Planned', 'Found', 'Init segment'].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {proofs.map(({ name, chunks, framesPlanned, framesFound, initSha256 }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{chunks}</td>
                <td>{framesPlanned}</td>
                <td class={framesFound === framesPlanned ? '' : 'trouble'}>{framesFound}</td>
                <td>
                  <code title={initSha256}>{initSha256.slice(0, 12)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </section>
  );
}
