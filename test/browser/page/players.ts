import Hls from 'hls.js';
import shaka from 'shaka-player';
import type { PlayerName } from '../page-api.ts';

/** A player on an element. */
export interface Player {
  readonly version: string;
  /** @param codec only the best rendition of it, else the player's own choice */
  load(url: string, codec: string | undefined): Promise<void>;
  /** Of the rendition that plays. */
  codec(): string;
  showCaptions(): void;
  /** Troubles that the player only counts. */
  counted(): readonly string[];
  /** Lets go of the element. */
  close(): Promise<void>;
}

export function createPlayer(name: PlayerName, video: HTMLVideoElement, onProblem: (text: string) => void): Player {
  return name === 'hls.js' ? hlsPlayer(video, onProblem) : shakaPlayer(video, onProblem);
}

function hlsPlayer(video: HTMLVideoElement, onProblem: (text: string) => void): Player {
  const hls = new Hls({ startPosition: 0 });
  hls.on(Hls.Events.ERROR, (_event, { type, details }) => {
    // It tells that it gave up a request itself, because a seek went elsewhere.
    if (details !== Hls.ErrorDetails.INTERNAL_ABORTED) onProblem(`hls.js ${type} ${details}`);
  });
  return {
    version: `hls.js ${Hls.version}`,
    load: (url, codec) =>
      new Promise((resolve, reject) => {
        hls.once(Hls.Events.MANIFEST_PARSED, () => {
          if (codec !== undefined) {
            const level = hls.levels.findLastIndex(({ videoCodec }) => videoCodec?.startsWith(codec));
            if (level < 0) return reject(new Error(`no level has the codec ${codec}`));
            hls.loadLevel = level;
          }
          resolve();
        });
        hls.on(Hls.Events.ERROR, (_event, { fatal, details }) => fatal && reject(new Error(details)));
        hls.attachMedia(video);
        hls.loadSource(url);
      }),
    codec: () => hls.levels[hls.currentLevel]?.videoCodec ?? '',
    showCaptions: () => {
      hls.subtitleDisplay = true;
      hls.subtitleTrack = 0;
    },
    counted: () => [],
    close: async () => hls.destroy(),
  };
}

function shakaPlayer(video: HTMLVideoElement, onProblem: (text: string) => void): Player {
  shaka.polyfill.installAll();
  const player = new shaka.Player();
  player.addEventListener('error', (event: Event) => {
    const { detail } = event as Event & { readonly detail: { readonly code: number } };
    onProblem(`shaka-player error ${detail.code}`);
  });
  return {
    version: `shaka-player ${shaka.Player.version}`,
    load: async (url, codec) => {
      await player.attach(video);
      if (codec !== undefined) {
        player.configure({ preferredVideo: [{ codec }], abr: { enabled: false } });
      }
      await player.load(url, 0);
      if (codec === undefined) return;
      const ofCodec = player.getVariantTracks().filter(({ videoCodec }) => videoCodec?.startsWith(codec));
      const [best] = ofCodec.sort((a, b) => (b.height ?? 0) - (a.height ?? 0));
      if (!best) throw new Error(`no variant has the codec ${codec}`);
      player.selectVariantTrack(best, true);
    },
    codec: () => player.getVariantTracks().find(({ active }) => active)?.videoCodec ?? '',
    showCaptions: () => player.selectTextTrack(player.getTextTracks()[0] ?? null),
    counted: () => {
      const { gapsJumped, stallsDetected, nonFatalErrorCount } = player.getStats();
      return Object.entries({ gapsJumped, stallsDetected, nonFatalErrorCount })
        .filter(([, count]) => count > 0)
        .map(([what, count]) => `shaka-player ${what} ${count}`);
    },
    close: () => player.destroy(),
  };
}
