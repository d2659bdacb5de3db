import { useSignal } from '@preact/signals';
import type { FanoutClient } from '../../client/index.ts';
import { ALL_TENANTS, SCOPES, type Scope } from '../../core/index.ts';
import type { Account } from '../session/session.ts';
import { TroubleNote } from '../ui/TroubleNote.tsx';
import { type Trouble, troubleOf } from '../ui/trouble.ts';

interface MakeKeyProps {
  readonly client: FanoutClient;
  readonly account: Account;
  readonly onMade: () => void;
}

const DAY_MS = 86_400_000;
const LIVES = [
  ['', 'never'],
  ['30', 'in 30 days'],
  ['90', 'in 90 days'],
  ['365', 'in a year'],
] as const;

/** Makes a key, and shows it this once. */
export function MakeKey({ client, account, onMade }: MakeKeyProps) {
  const made = useSignal<string | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  const isCopied = useSignal(false);
  const submit = async (form: HTMLFormElement) => {
    const text = (field: string) => String(new FormData(form).get(field) ?? '');
    const scope = SCOPES.find((one) => one === text('scope')) ?? 'read';
    const days = Number(text('days'));
    const expiresAt = days > 0 ? { expiresAt: new Date(Date.now() + days * DAY_MS).toISOString() } : {};
    const tenant = text('tenant').trim();
    try {
      const body = { name: text('name'), scope, ...expiresAt, ...(tenant === '' ? {} : { tenant }) };
      made.value = (await client.call('makeKey', { body })).key;
      trouble.value = null;
      isCopied.value = false;
      form.reset();
      onMade();
    } catch (error) {
      trouble.value = troubleOf(error);
    }
  };
  return (
    <section class="panel make-key">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label class="field">
          <span>What it is for</span>
          <input name="name" required maxLength={100} autocomplete="off" />
        </label>
        <label class="field">
          <span>May</span>
          <select name="scope">
            {SCOPES.map((scope) => (
              <option key={scope} value={scope} selected={scope === 'submit'}>
                {MAY[scope]}
              </option>
            ))}
          </select>
        </label>
        {account.tenant === ALL_TENANTS && (
          <label class="field">
            <span>Tenant (* for all)</span>
            <input name="tenant" required pattern="\*|[A-Za-z0-9][A-Za-z0-9._\-]{0,63}" autocomplete="off" />
          </label>
        )}
        <label class="field">
          <span>Ends</span>
          <select name="days">
            {LIVES.map(([days, name]) => (
              <option key={days} value={days}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="primary">
          Make a key
        </button>
      </form>
      {trouble.value && <TroubleNote trouble={trouble.value} />}
      {made.value !== null && (
        <p class="made-key" role="status">
          <span>Keep it: it is shown this once.</span>
          <code>{made.value}</code>
          <button
            type="button"
            onClick={async () => {
              await navigator.clipboard.writeText(made.value ?? '');
              isCopied.value = true;
            }}
          >
            {isCopied.value ? 'Copied' : 'Copy'}
          </button>
        </p>
      )}
    </section>
  );
}

const MAY: Readonly<Record<Scope, string>> = {
  read: 'see and play',
  submit: 'also upload, start and steer',
  admin: 'also delete, and make keys',
};
