import { queue } from './upload/queue.ts';

/** What is being uploaded, wherever one looks. */
export function UploadTray() {
  const uploads = queue.active.value;
  if (uploads.length === 0) return null;
  const [sent, bytes] = uploads.reduce(([a, b], upload) => [a + upload.sent.value, b + upload.file.size], [0, 0]);
  return (
    <a class="upload-tray" href="/new">
      {uploads.length === 1 ? 'Uploading' : `Uploading ${uploads.length} files`} {Math.floor((sent / bytes) * 100)} %
    </a>
  );
}
