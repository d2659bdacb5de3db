import { useEffect } from 'preact/hooks';
import { Header } from './Header.tsx';
import { Pages } from './Pages.tsx';
import { SignIn } from './session/SignIn.tsx';
import { session } from './session/session.ts';
import { TroubleNote } from './ui/TroubleNote.tsx';

/** The console: for whoever the gateway knows. */
export function App() {
  useEffect(() => void session.open(), []);
  const state = session.state.value;
  if (state.kind === 'asking') return null;
  if (state.kind === 'needs-key') return <SignIn refused={state.refused} />;
  if (state.kind === 'trouble') {
    return (
      <main class="page">
        <TroubleNote trouble={state.trouble}>
          <button type="button" onClick={() => void session.open()}>
            Try again
          </button>
        </TroubleNote>
      </main>
    );
  }
  return (
    <>
      <a class="skip button" href="#main">
        To the content
      </a>
      <Header account={state.account} />
      <main class="page" id="main" tabIndex={-1}>
        <Pages client={state.client} account={state.account} />
      </main>
    </>
  );
}
