declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Names one job and all that it wrote: 1 to 64 of `a-z 0-9 -`, starting with a letter or digit. */
export type VideoId = Branded<string, 'VideoId'>;

/** Names one rendition's bytes: 16 hex digits over source ETag, settings and encoder version. */
export type RenditionHash = Branded<string, 'RenditionHash'>;

/** What a video id is, as the text of a regular expression. */
export const VIDEO_ID = '[a-z0-9][a-z0-9-]{0,63}';

const WHOLE_VIDEO_ID = new RegExp(`^${VIDEO_ID}$`);
const RENDITION_HASH = /^[0-9a-f]{16}$/;

export function isVideoId(text: string): text is VideoId {
  return WHOLE_VIDEO_ID.test(text);
}

/** @throws RangeError when the text is not a video id. */
export function videoId(text: string): VideoId {
  if (!isVideoId(text)) throw new RangeError(`not a video id: ${JSON.stringify(text)}`);
  return text;
}

/** What names a tenant. No quote is in it: it may stand in a query. */
export const TENANT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export function isTenantName(text: string): boolean {
  return TENANT_NAME.test(text);
}

export function isRenditionHash(text: string): text is RenditionHash {
  return RENDITION_HASH.test(text);
}

/** @throws RangeError when the text is not a rendition hash. */
export function renditionHash(text: string): RenditionHash {
  if (!isRenditionHash(text)) throw new RangeError(`not a rendition hash: ${JSON.stringify(text)}`);
  return text;
}

/** A sortable id: the time in base 36 (good until the year 2059 in 8 digits), then random digits. */
export function newVideoId(nowMs: number, random: Uint8Array): VideoId {
  const suffix = Array.from(random.slice(0, 8), (byte) => (byte % 36).toString(36)).join('');
  return videoId(`${nowMs.toString(36)}${suffix}`);
}
