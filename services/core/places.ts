/** Where a file is that workers can reach: an object in a bucket, or a file on the web. */
export type RemotePlace = { readonly bucket: string; readonly key: string } | { readonly url: string };

/** Understands `s3://bucket/key` and `https://…`; `null` for all else, such as a path. */
export function remotePlace(text: string): RemotePlace | null {
  const s3 = /^s3:\/\/([^/]+)\/(.+)$/.exec(text);
  if (s3?.[1] && s3[2]) return { bucket: s3[1], key: s3[2] };
  return /^https:\/\//i.test(text) ? { url: text } : null;
}

/** The last part of where a file is, without what signs the address. */
export function placeName(place: RemotePlace): string {
  const path = 'url' in place ? new URL(place.url).pathname : place.key;
  return path.split('/').at(-1) ?? '';
}

export function s3Address({ bucket, key }: { readonly bucket: string; readonly key: string }): string {
  return `s3://${bucket}/${key}`;
}
