import type { ShownJob } from '../../../api/index.ts';
import { size, span } from '../../ui/format.ts';
import { codecName, counted } from '../../ui/words.ts';
import { FactList } from './FactList.tsx';

const WAYS = {
  seek: 'read where it is needed',
  index: 'copied once, so that it can be sought in',
  'one-pass': 'read from its start to its end',
} as const;

/** What came in. */
export function SourceFacts({ job: { source, metadata = {} } }: { readonly job: ShownJob }) {
  return (
    <section class="panel">
      <h2>Source</h2>
      {source === null ? (
        <p class="quiet">It has not been looked at yet.</p>
      ) : (
        <FactList
          facts={[
            ['File', source.name],
            ['Size', `${size(source.bytes)}, ${span(source.durationSeconds)}`],
            ['Picture', `${source.width}×${source.height}, ${source.rate} frames/s, ${source.videoRange}`],
            ['Encoded as', `${codecName(source.codec)} (${source.pixelFormat}) in ${source.container}`],
            source.rotation === 0 ? null : ['Turned', `by ${source.rotation}°`],
            source.interlaced ? ['Interlaced', 'yes'] : null,
            ['Sound', source.audioTracks === 0 ? 'none' : counted(source.audioTracks, 'track')],
            ['Access', `${WAYS[source.access.way]}: ${source.access.why}`],
          ]}
        />
      )}
      {Object.keys(metadata).length > 0 && (
        <>
          <h3>Metadata</h3>
          <FactList facts={Object.entries(metadata)} />
        </>
      )}
    </section>
  );
}
