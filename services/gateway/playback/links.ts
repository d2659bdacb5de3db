import { checkPlayback, playbackSecret, signPlayback } from '../../control/index.ts';
import type { VideoId } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';

type Env = Readonly<Record<string, string | undefined>>;
type Secret = Awaited<ReturnType<typeof playbackSecret>>;

/** Signed addresses of videos, which take no key and end by themselves. */
export class PlaybackLinks {
  readonly #store: Store;
  readonly #env: Env;
  #secret: Promise<Secret> | null = null;

  constructor(store: Store, env: Env) {
    this.#store = store;
    this.#env = env;
  }

  /** @throws FanoutError STORAGE_FAILED */
  async sign(id: VideoId, expiresAt: Date): Promise<string> {
    return signPlayback(await this.#ready(), id, expiresAt);
  }

  /** Whether a token is of this video, and still good. @throws FanoutError STORAGE_FAILED */
  async allows(id: VideoId, token: string): Promise<boolean> {
    return checkPlayback(await this.#ready(), id, token, new Date());
  }

  #ready(): Promise<Secret> {
    const secret = this.#secret ?? playbackSecret(this.#store, this.#env);
    this.#secret = secret;
    secret.catch(() => {
      if (this.#secret === secret) this.#secret = null;
    });
    return secret;
  }
}
