import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AnswerOf, FanoutClient } from '../../client/index.ts';
import type { Account } from '../session/session.ts';
import { Confirmation } from '../ui/Confirmation.tsx';
import { Moment } from '../ui/Moment.tsx';
import { Scrollable } from '../ui/Scrollable.tsx';
import { TroubleNote } from '../ui/TroubleNote.tsx';
import { type Trouble, troubleOf } from '../ui/trouble.ts';
import { MakeKey } from './MakeKey.tsx';
import './keys.css';

interface KeysPageProps {
  readonly client: FanoutClient;
  readonly account: Account;
}

type Key = AnswerOf<'listKeys'>['keys'][number];

/** The keys of the API: who has one, and what it may do. */
export function KeysPage({ client, account }: KeysPageProps) {
  const keys = useSignal<readonly Key[] | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  const revoking = useSignal<Key | null>(null);
  const told = async (work: () => Promise<void>) => {
    try {
      await work();
      trouble.value = null;
    } catch (error) {
      trouble.value = troubleOf(error);
    }
  };
  const list = () =>
    told(async () => {
      keys.value = (await client.call('listKeys', {})).keys;
    });
  useEffect(() => void list(), [client]);
  return (
    <>
      <div class="page-head">
        <h1>Keys</h1>
      </div>
      {trouble.value && <TroubleNote trouble={trouble.value} />}
      <MakeKey client={client} account={account} onMade={() => void list()} />
      <section class="panel">
        <Scrollable label="List of keys">
          <table>
            <thead>
              <tr>
                {['For', 'Tenant', 'Scope', 'Made', 'Ends', ''].map((name) => (
                  <th key={name} scope="col">
                    {name === '' ? <span class="visually-hidden">What can be done</span> : name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {keys.value?.map((key) => (
                <tr key={key.id}>
                  <th scope="row">
                    <bdi>{key.name}</bdi> <code class="quiet">{key.id}</code>
                  </th>
                  <td>{key.tenant === '*' ? 'all' : key.tenant}</td>
                  <td>{key.scope}</td>
                  <td>
                    <Moment at={key.createdAt} />
                  </td>
                  <td>{key.expiresAt === null ? 'never' : new Date(key.expiresAt).toLocaleString()}</td>
                  <td>
                    {key.id === account.keyId ? (
                      <span class="quiet">yours</span>
                    ) : (
                      <button
                        type="button"
                        aria-label={`Revoke ${key.name}`}
                        onClick={() => {
                          revoking.value = key;
                        }}
                      >
                        Revoke
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      </section>
      {revoking.value && (
        <Confirmation
          title={`Revoke the key for “${revoking.value.name}”?`}
          action="Revoke it"
          isDanger
          onClose={() => {
            revoking.value = null;
          }}
          onConfirm={() => {
            const id = revoking.value?.id ?? '';
            void told(async () => {
              await client.call('revokeKey', { params: { id } });
              await list();
            });
          }}
        >
          <p>Whoever uses it is refused within half a minute.</p>
        </Confirmation>
      )}
    </>
  );
}
