import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AnswerOf } from '../../../client/index.ts';
import { scopeAllows } from '../../../core/index.ts';
import { TroubleNote } from '../../ui/TroubleNote.tsx';
import { type Trouble, troubleOf } from '../../ui/trouble.ts';
import type { Account, PageState } from '../page-state.ts';

interface DeliveriesProps {
  readonly page: PageState;
  readonly account: Account;
}

type Delivery = AnswerOf<'listDeliveries'>['deliveries'][number];

/** Whom the job has told of what; nothing where it tells nobody. */
export function Deliveries({ page, account }: DeliveriesProps) {
  const deliveries = useSignal<readonly Delivery[]>([]);
  const refusal = useSignal<Trouble | null>(null);
  const params = { id: page.id };
  const told = async (work: () => Promise<unknown>) => {
    try {
      await work();
      refusal.value = null;
    } catch (error) {
      refusal.value = troubleOf(error);
    }
  };
  const list = () =>
    told(async () => {
      deliveries.value = (await page.client.call('listDeliveries', { params })).deliveries;
    });
  const again = (eventId?: string) =>
    told(async () => {
      await page.client.call('redeliver', { params, body: eventId === undefined ? {} : { eventId } });
      await list();
    });
  const state = page.followed.job.value?.state;
  // There is something new whenever the job is in another state.
  useEffect(() => void list(), [state]);

  if (deliveries.value.length === 0 && refusal.value === null) return null;
  const maySend = scopeAllows(account.scope, 'submit');
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>Webhook events</h2>
        {maySend && deliveries.value.some((one) => one.state !== 'delivered') && (
          <button type="button" onClick={() => void again()}>
            Deliver the rest again
          </button>
        )}
      </header>
      {refusal.value !== null && <TroubleNote trouble={refusal.value} />}
      <ul class="deliveries">
        {deliveries.value.map(({ id, type, state: became, attempts, lastStatus, occurredAt }) => (
          <li key={id}>
            <b>{type}</b>{' '}
            <span class={became === 'given-up' ? 'trouble' : 'quiet'}>
              {became}, {attempts} attempts{lastStatus === null ? '' : `, last answered ${lastStatus}`}
            </span>
            <time dateTime={occurredAt}>{new Date(occurredAt).toLocaleTimeString()}</time>
            {maySend && (
              <button type="button" aria-label={`Deliver ${type} again`} onClick={() => void again(id)}>
                Again
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
