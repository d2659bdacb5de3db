import type { RenditionHash, VideoId } from './ids.ts';

/*
 * Where things are in the bucket `encoded`; keys have no leading slash. Playlists name segments relative to themselves,
 * so a folder that was downloaded, moved or put behind another host still plays.
 */

/** A name in a key keeps its end, which says the language and the kind. */
const MAX_UPLOAD_NAME = 100;

const pad = (n: number) => String(n).padStart(5, '0');

export const videoPrefix = (id: VideoId) => `${id}/`;
export const renditionPrefix = (id: VideoId, hash: RenditionHash) => `${id}/${hash}`;
export const initKey = (id: VideoId, hash: RenditionHash) => `${renditionPrefix(id, hash)}/init.mp4`;
export const segmentKey = (id: VideoId, hash: RenditionHash, segment: number) =>
  `${renditionPrefix(id, hash)}/seg-${pad(segment)}.m4s`;
/** A chunk's report is put last: that it exists proves that the chunk is complete. */
export const chunkReportKey = (id: VideoId, hash: RenditionHash, chunk: number) =>
  `${renditionPrefix(id, hash)}/chunks/${pad(chunk)}.json`;

export const HLS_MASTER = 'hls/master.m3u8';
export const hlsMasterKey = (id: VideoId) => `${id}/${HLS_MASTER}`;
export const hlsMediaKey = (id: VideoId, rendition: string) => `${id}/hls/${rendition}.m3u8`;
export const hlsKeyframesKey = (id: VideoId, rendition: string) => `${id}/hls/${rendition}-keyframes.m3u8`;
export const DASH_MANIFEST = 'dash/manifest.mpd';
export const dashKey = (id: VideoId) => `${id}/${DASH_MANIFEST}`;
export const hlsTextKey = (id: VideoId, name: string) => `${id}/hls/${name}.vtt`;
export const mp4Path = (rendition: string) => `mp4/${rendition}.mp4`;
export const audioPath = (rendition: string) => `audio/${rendition}.m4a`;
export const POSTER = 'poster.jpg';
export const STORYBOARD = 'storyboard/storyboard.vtt';
export const storyboardPath = (file: string) => `storyboard/${file}`;
export const outputKey = (id: VideoId, path: string) => `${id}/${path}`;
export const resultKey = (id: VideoId) => `${id}/video.json`;
/** A copy of the source that seeks exactly, kept while the job runs. */
export const indexKey = (id: VideoId) => `${id}/work/index.mkv`;
/** In the bucket of sources: what an idempotency key stands for. */
export const claimKey = (id: VideoId) => `${id}/claim.json`;
/** In the bucket of sources, which nobody publishes: what a finished video can be changed by later. */
export const jobKey = (id: VideoId) => `${id}/job.json`;
export const sourceKey = (id: VideoId) => `${id}/source`;
/**
 * All that Fanout puts into the bucket of sources for a video, besides caption files. Others keep things there too, and a
 * folder of theirs may read like a video's id.
 */
export const keysBesideSource = (id: VideoId) => [sourceKey(id), watermarkUploadKey(id), jobKey(id), claimKey(id)];
/** A watermark as it was uploaded, in the bucket of sources. */
export const watermarkUploadKey = (id: VideoId) => `${id}/watermark`;
/** The mark that encoders lay over the picture. */
export const watermarkKey = (id: VideoId) => `${id}/watermark.png`;
/** Caption files as they were uploaded, in the bucket of sources. */
export const captionUploadsPrefix = (id: VideoId) => `${id}/captions/`;
/** The `index`th of them, from 0 on; its name says its language. */
export const captionUploadKey = (id: VideoId, index: number, name: string) =>
  `${captionUploadsPrefix(id)}${index + 1}/${name.replace(/[^A-Za-z0-9._-]/g, '_').slice(-MAX_UPLOAD_NAME)}`;

/**
 * Who else has a rendition's bytes, or is making them: an object for each video. Chunks are shared within a tenant
 * only: that somebody's file is here already is nobody else's business. No video id starts like this.
 */
export const twinsPrefix = (tenant: string, hash: RenditionHash) => `_renditions/${tenant}/${hash}/`;
export const twinKey = (tenant: string, hash: RenditionHash, id: VideoId) => `${twinsPrefix(tenant, hash)}${id}`;

/*
 * In the bucket of sources, what the API keeps; no video id starts like this.
 */
export const KEYS_PREFIX = '_keys/';
/** Of a key of the API, by its id. */
export const apiKeyKey = (id: string) => `${KEYS_PREFIX}${id}.json`;
/** What addresses of videos are signed with. */
export const PLAYBACK_SECRET_KEY = `${KEYS_PREFIX}playback-secret`;
/** Uploads by their id, which is that of the video that becomes of it. */
export const UPLOADS_PREFIX = '_uploads/by-id/';
export const uploadKey = (id: VideoId) => `${UPLOADS_PREFIX}${id}.json`;
/** An object for each upload of a tenant that is not complete. */
export const openUploadsPrefix = (tenant: string) => `_uploads/open/${tenant}/`;
export const openUploadKey = (tenant: string, id: VideoId) => `${openUploadsPrefix(tenant)}${id}`;

/** URIs as a media playlist in `hls/` names them. */
export const initUri = (hash: RenditionHash) => `../${hash}/init.mp4`;
export const segmentUri = (hash: RenditionHash, segment: number) => `../${hash}/seg-${pad(segment)}.m4s`;

/** What playlists name below a video: all that anybody may read who may watch. The text of a regular expression. */
export const PLAYABLE = [
  'hls/[a-z0-9-]+\\.(?:m3u8|vtt)',
  'dash/manifest\\.mpd',
  'mp4/[a-z0-9-]+\\.mp4',
  'audio/[a-z0-9-]+\\.m4a',
  'poster\\.jpg',
  'storyboard/[a-z0-9-]+\\.(?:jpg|vtt)',
  '[0-9a-f]{16}/(?:init\\.mp4|seg-\\d{5}\\.m4s)',
].join('|');
