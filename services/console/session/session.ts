import { signal } from '@preact/signals';
import { type AnswerOf, ApiError, FanoutClient } from '../../client/index.ts';
import { type Trouble, troubleOf } from '../ui/trouble.ts';
import { keptKey } from './kept-key.ts';

/** Who looks, and what that one may do. */
export type Account = AnswerOf<'getAccount'>;

export type SessionState =
  | { readonly kind: 'asking' }
  /** `refused`: there was a key, and it is none any more. */
  | { readonly kind: 'needs-key'; readonly refused: boolean }
  | { readonly kind: 'trouble'; readonly trouble: Trouble }
  | { readonly kind: 'open'; readonly client: FanoutClient; readonly account: Account };

const UNKNOWN = 401;

/** Who looks. */
class Session {
  readonly state = signal<SessionState>({ kind: 'asking' });

  /** Begins with the key that was kept, if there is one; without, where none is needed. */
  async open(key = keptKey.read()): Promise<void> {
    const client = new FanoutClient({ baseUrl: location.origin, key, fetch: (...request) => this.#fetch(...request) });
    try {
      this.state.value = { kind: 'open', client, account: await client.call('getAccount', {}) };
    } catch (error) {
      if (error instanceof ApiError && error.status === UNKNOWN) {
        keptKey.forget();
        this.state.value = { kind: 'needs-key', refused: key !== undefined };
      } else this.state.value = { kind: 'trouble', trouble: troubleOf(error) };
    }
  }

  /** @param isKept also when the browser was closed in between */
  async signIn(key: string, isKept: boolean): Promise<void> {
    await this.open(key);
    if (this.state.value.kind === 'open') keptKey.keep(key, isKept);
  }

  signOut(): void {
    keptKey.forget();
    this.state.value = { kind: 'needs-key', refused: false };
  }

  /** A key may end while somebody looks. */
  async #fetch(...request: Parameters<typeof fetch>): Promise<Response> {
    const answer = await fetch(...request);
    if (answer.status === UNKNOWN && this.state.peek().kind === 'open') {
      keptKey.forget();
      this.state.value = { kind: 'needs-key', refused: true };
    }
    return answer;
  }
}

export const session = new Session();
