import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { AnswerOf, FanoutClient } from '../../client/index.ts';
import { ALL_TENANTS, scopeAllows } from '../../core/index.ts';
import type { Account } from '../session/session.ts';
import { TroubleNote } from '../ui/TroubleNote.tsx';
import { type Trouble, troubleOf } from '../ui/trouble.ts';
import { DropZone } from './DropZone.tsx';
import { Interrupted } from './Interrupted.tsx';
import { SourceList } from './SourceList.tsx';
import { NewVideos } from './videos.ts';
import { WishForm } from './WishForm.tsx';
import './new.css';

interface NewPageProps {
  readonly client: FanoutClient;
  readonly account: Account;
}

type Profiles = AnswerOf<'listProfiles'>['profiles'];

/** Videos on their way in: where they are, what is to be made of them, and what that will take. */
export function NewPage({ client, account }: NewPageProps) {
  const videos = useMemo(() => new NewVideos(client), [client]);
  const profiles = useSignal<Profiles>([]);
  const trouble = useSignal<Trouble | null>(null);
  useEffect(() => {
    client.call('listProfiles', {}).then(
      (answer) => {
        profiles.value = answer.profiles;
      },
      (error: unknown) => {
        trouble.value = troubleOf(error);
      },
    );
    return () => videos.stop();
  }, [videos]);
  if (!scopeAllows(account.scope, 'submit')) {
    return (
      <section class="panel empty">
        <h1>New video</h1>
        <p class="quiet">To start jobs takes a key of the scope “submit”; this one has “{account.scope}”.</p>
      </section>
    );
  }
  const isOperator = account.tenant === ALL_TENANTS;
  return (
    <>
      <div class="page-head">
        <h1>New video</h1>
      </div>
      {trouble.value && <TroubleNote trouble={trouble.value} />}
      <div class="new-columns">
        <div class="new-column">
          <DropZone
            isOperator={isOperator}
            onFiles={(files) => videos.addFiles(files)}
            onAddress={(url) => videos.addAddress(url)}
          />
          <Interrupted client={client} />
          <SourceList videos={videos} />
        </div>
        <div class="new-column">
          <WishForm videos={videos} profiles={profiles.value} isOperator={isOperator} />
        </div>
      </div>
    </>
  );
}
