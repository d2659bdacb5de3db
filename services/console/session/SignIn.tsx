import { useSignal } from '@preact/signals';
import { Mark } from '../ui/Mark.tsx';
import { session } from './session.ts';

/** Asks for a key. @param refused there was one, and it is none any more */
export function SignIn({ refused }: { readonly refused: boolean }) {
  const key = useSignal('');
  const isKept = useSignal(false);
  const isBusy = useSignal(false);
  return (
    <main class="panel sign-in">
      <span class="brand">
        <Mark /> Fanout
      </span>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          isBusy.value = true;
          await session.signIn(key.value.trim(), isKept.value);
          isBusy.value = false;
        }}
      >
        <h1>Sign in</h1>
        <label class="field">
          <span>API key</span>
          <input
            type="password"
            autocomplete="current-password"
            required
            value={key.value}
            aria-describedby="key-note"
            onInput={(event) => {
              key.value = event.currentTarget.value;
            }}
          />
        </label>
        <p class="quiet" id="key-note" role={refused ? 'alert' : undefined}>
          {refused ? 'This key is none, has expired, or was revoked. ' : ''}
          <code>fanout keys create</code> makes one.
        </p>
        <label>
          <input
            type="checkbox"
            checked={isKept.value}
            onInput={(event) => {
              isKept.value = event.currentTarget.checked;
            }}
          />
          Keep me signed in on this browser
        </label>
        <button type="submit" class="primary" disabled={isBusy.value || key.value.trim() === ''}>
          Sign in
        </button>
      </form>
    </main>
  );
}
