import * as HLS from 'hls-parser';
import * as dash from 'mpd-parser';

/** A track as a parser read it. */
export interface ParsedTrack {
  readonly name: string;
  readonly codecs: string;
  /** Sum of its segments in seconds. */
  readonly duration: number;
  readonly segments: number;
}

/** Everything that a set of playlists names, as paths below the video. */
export interface Parsed {
  readonly tracks: readonly ParsedTrack[];
  readonly paths: readonly string[];
}

async function text(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.text();
}

/**
 * Reads the master playlist and every playlist that it names.
 * @param base address of the video, with a slash at the end
 * @throws Error when hls-parser does not accept one
 */
export async function parseHls(base: string): Promise<Parsed> {
  const master = `${base}hls/master.m3u8`;
  const parsed = HLS.parse(await text(master)) as HLS.types.MasterPlaylist;
  const named = new Map<string, string>();
  for (const { uri, codecs, audio, subtitles } of parsed.variants) {
    named.set(uri, codecs ?? '');
    for (const rendition of [...audio, ...subtitles]) if (rendition.uri) named.set(rendition.uri, '');
  }
  const tracks = [...named].map(async ([uri, codecs]) => {
    const url = new URL(uri, master).href;
    const list = HLS.parse(await text(url)) as HLS.types.MediaPlaylist;
    const files = list.segments.flatMap((segment) => [segment.uri, ...(segment.map?.uri ? [segment.map.uri] : [])]);
    const duration = list.segments.reduce((sum, segment) => sum + segment.duration, 0);
    return {
      track: { name: uri.replace('.m3u8', ''), codecs, duration, segments: list.segments.length },
      urls: [url, ...files.map((file) => new URL(file, url).href)],
    };
  });
  return collect(base, [master], await Promise.all(tracks));
}

/** The same for the DASH manifest. @throws Error when mpd-parser does not accept it, or warns */
export async function parseDash(base: string): Promise<Parsed> {
  const manifestUri = `${base}dash/manifest.mpd`;
  const manifest = dash.parse(await text(manifestUri), {
    manifestUri,
    eventHandler: ({ message }) => {
      throw new Error(message);
    },
  });
  const groups = [manifest.mediaGroups.AUDIO, manifest.mediaGroups.SUBTITLES];
  const others = groups.flatMap((group) => Object.values(group).flatMap((labels) => Object.values(labels)));
  const tracks = [...manifest.playlists, ...others.flatMap(({ playlists }) => playlists)].map((list) => ({
    track: {
      name: list.attributes.NAME,
      codecs: list.attributes.CODECS ?? '',
      duration: list.segments.reduce((sum, { duration }) => sum + duration, 0),
      segments: list.segments.length,
    },
    urls: list.segments.flatMap(({ resolvedUri, map }) => [resolvedUri, ...(map ? [map.resolvedUri] : [])]),
  }));
  return collect(base, [manifestUri], tracks);
}

function collect(base: string, urls: readonly string[], found: readonly { track: ParsedTrack; urls: string[] }[]) {
  const all = new Set([...urls, ...found.flatMap((one) => one.urls)]);
  return { tracks: found.map(({ track }) => track), paths: [...all].map((url) => url.slice(base.length)).sort() };
}
