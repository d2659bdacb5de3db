import { ALL_TENANTS, scopeAllows } from '../core/index.ts';
import { UploadTray } from './new/UploadTray.tsx';
import { path } from './router.ts';
import { type Account, session } from './session/session.ts';
import { theme } from './session/theme.ts';
import { Mark } from './ui/Mark.tsx';

/** Where one can go, and who one is. */
export function Header({ account }: { readonly account: Account }) {
  const here = path.value;
  const link = (to: string, name: string) => (
    <a href={to} aria-current={here === to ? 'page' : undefined}>
      {name}
    </a>
  );
  const isOperator = account.tenant === ALL_TENANTS;
  return (
    <header class="top">
      <a class="brand" href="/">
        <Mark /> Fanout
      </a>
      <nav aria-label="Pages">
        {link('/', 'Jobs')}
        {scopeAllows(account.scope, 'submit') && link('/new', 'New')}
        {isOperator && link('/fleet', 'Fleet')}
        {scopeAllows(account.scope, 'admin') && account.keyId !== null && link('/keys', 'Keys')}
      </nav>
      <UploadTray />
      <div class="who">
        <span class="quiet tenant">{isOperator ? 'all tenants' : account.tenant}</span>
        <button type="button" class="plain" onClick={() => theme.next()} title="Light, dark, or as the system is">
          Theme: {theme.name.value}
        </button>
        {account.keyId !== null && (
          <button type="button" class="plain" onClick={() => session.signOut()}>
            Sign out
          </button>
        )}
      </div>
    </header>
  );
}
