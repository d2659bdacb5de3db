import { size, span } from '../ui/format.ts';
import { TroubleNote } from '../ui/TroubleNote.tsx';
import type { NewSource } from './source.ts';
import type { FileUpload } from './upload/file-upload.ts';
import type { NewVideos } from './videos.ts';

/** What was dropped and named, and how far it is. */
export function SourceList({ videos }: { readonly videos: NewVideos }) {
  const sources = videos.sources.value;
  if (sources.length === 0) return null;
  return (
    <section class="panel">
      <h2 class="visually-hidden">Videos</h2>
      <ul class="sources">
        {sources.map((source) => (
          <li key={source.idempotencyKey}>
            <div class="source-head">
              <b>
                <bdi>{source.name}</bdi>
              </b>
              {source.upload && <UploadButtons upload={source.upload} />}
              <button
                type="button"
                class="plain"
                aria-label={`Remove ${source.name}`}
                onClick={() => videos.remove(source)}
              >
                Remove
              </button>
            </div>
            {source.upload && <UploadProgress source={source} upload={source.upload} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function UploadButtons({ upload }: { readonly upload: FileUpload }) {
  switch (upload.state.value) {
    case 'sending':
    case 'waiting':
      return (
        <button type="button" aria-label={`Pause ${upload.file.name}`} onClick={() => upload.pause()}>
          Pause
        </button>
      );
    case 'paused':
    case 'failed':
      return (
        <button type="button" aria-label={`Go on with ${upload.file.name}`} onClick={() => void upload.run()}>
          Go on
        </button>
      );
    default:
      return null;
  }
}

function UploadProgress({ source, upload }: { readonly source: NewSource; readonly upload: FileUpload }) {
  const { file, trouble } = upload;
  const sent = upload.sent.value;
  return (
    <>
      <progress max={file.size} value={sent} aria-label={`Upload of ${source.name}`} />
      <p class="quiet upload-line">
        <span>
          {size(sent)} of {size(file.size)}
        </span>
        <span>{wordsOf(upload)}</span>
      </p>
      {trouble.value && <TroubleNote trouble={trouble.value} />}
    </>
  );
}

function wordsOf({ state, bytesPerSecond, secondsLeft }: FileUpload): string {
  switch (state.value) {
    case 'sending': {
      const speed = bytesPerSecond.value;
      const left = secondsLeft.value;
      return [
        speed === null ? '' : `${size(Math.round(speed))}/s`,
        left === null ? '' : `${span(Math.max(1, left))} left`,
      ]
        .filter((part) => part !== '')
        .join(', ');
    }
    case 'waiting':
      return 'waiting for the network; it goes on by itself';
    case 'complete':
      return 'uploaded';
    default:
      return state.value;
  }
}
