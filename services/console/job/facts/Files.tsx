import type { Playback, ShownJob } from '../../../api/index.ts';

interface FilesProps {
  readonly job: ShownJob;
  readonly addresses: Playback | null;
}

/** What else was made, by path. */
export function Files({ job: { files, output, hls, dash }, addresses }: FilesProps) {
  const all = [...[hls, dash].filter((path) => path !== null), ...files];
  if (all.length === 0) return null;
  return (
    <section class="panel">
      <h2>Files</h2>
      <p class="quiet">
        Below <code>{output}</code>
      </p>
      <ul class="files">
        {all.map((path) => (
          <li key={path}>{addresses ? <a href={addressOf(path, addresses)}>{path}</a> : path}</li>
        ))}
      </ul>
    </section>
  );
}

function addressOf(path: string, { base }: Playback): string {
  const below = path.split('/').map(encodeURIComponent).join('/');
  return new URL(below, base.endsWith('/') ? base : `${base}/`).href;
}
