import type { ShownJob } from '../../../api/index.ts';
import { bitrate, size } from '../../ui/format.ts';
import { Scrollable } from '../../ui/Scrollable.tsx';
import { codecName } from '../../ui/words.ts';
import { QualityPlot } from '../plots/QualityPlot.tsx';

/** What was made, and what was not and why. */
export function Renditions({ job: { renditions, audio, skipped, degraded } }: { readonly job: ShownJob }) {
  return (
    <section class="panel wide">
      <h2>Renditions</h2>
      {renditions.length === 0 ? (
        <p class="quiet">None can be played yet.</p>
      ) : (
        <Scrollable label="Renditions">
          <table>
            <thead>
              <tr>
                {['Name', 'Picture', 'Codec', 'Average', 'Peak', 'SSIM', 'Size', 'Encoder'].map((name) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {renditions.map((rendition) => (
                <tr key={rendition.name}>
                  <th scope="row">{rendition.name}</th>
                  <td>
                    {rendition.width}×{rendition.height}
                  </td>
                  <td title={rendition.codecs}>{codecName(rendition.codec)}</td>
                  <td>{bitrate(rendition.averageBandwidth)}</td>
                  <td>{bitrate(rendition.bandwidth)}</td>
                  <td>{qualityText(rendition)}</td>
                  <td>{size(rendition.bytes)}</td>
                  <td>
                    {rendition.encoder}, CRF {rendition.crf}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      )}
      <QualityPlot renditions={renditions} />
      {audio.length > 0 && (
        <>
          <h3>Sound</h3>
          <ul>
            {audio.map(({ name, language, channels, bitrate: bits, loudness }) => (
              <li key={name}>
                {name}: {language}, {channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`},{' '}
                {bitrate(bits)}
                {loudness && `, ${loudness.measured ?? 'silence at'} LUFS before, ${signed(loudness.gain)} dB`}
              </li>
            ))}
          </ul>
        </>
      )}
      <Notes title="Left out" notes={skipped.map(({ rung, reason }) => [rung, reason])} />
      <Notes title="Not as asked for" notes={degraded.map(({ what, why }) => [what, why])} />
    </section>
  );
}

function qualityText({ quality, target }: ShownJob['renditions'][number]): string {
  const wished = target ? ` (wished ${target.wished})` : '';
  return quality ? `${quality.mean.toFixed(4)}, lowest ${quality.lowest.toFixed(4)}${wished}` : 'not measured';
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}

function Notes({ title, notes }: { readonly title: string; readonly notes: readonly (readonly [string, string])[] }) {
  if (notes.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="notes">
        {notes.map(([what, why]) => (
          <li key={`${what} ${why}`}>
            <b>{what}</b>: {why}
          </li>
        ))}
      </ul>
    </>
  );
}
