/** What the tests read of mpd-parser, which comes without types. */
declare module 'mpd-parser' {
  interface Playlist {
    readonly attributes: {
      readonly NAME: string;
      readonly CODECS: string;
      readonly RESOLUTION?: { readonly width: number; readonly height: number };
      readonly 'FRAME-RATE'?: number;
    };
    readonly segments: readonly {
      readonly resolvedUri: string;
      readonly duration: number;
      readonly map?: { readonly resolvedUri: string };
    }[];
  }
  type Group = Readonly<Record<string, Readonly<Record<string, { readonly playlists: readonly Playlist[] }>>>>;
  interface Manifest {
    readonly duration: number;
    readonly playlists: readonly Playlist[];
    readonly mediaGroups: { readonly AUDIO: Group; readonly SUBTITLES: Group };
  }
  export function parse(
    text: string,
    options: {
      readonly manifestUri: string;
      readonly eventHandler?: (event: { readonly type: string; readonly message: string }) => void;
    },
  ): Manifest;
}
