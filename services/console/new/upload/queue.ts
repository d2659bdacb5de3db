import { computed, signal } from '@preact/signals';
import type { FanoutClient } from '../../../client/index.ts';
import { FileUpload } from './file-upload.ts';
import { forget, type KeptUpload, keptOf, readKept } from './kept-uploads.ts';

/** Files that were given, on whatever page one is: they go on while one looks at others. */
class UploadQueue {
  readonly uploads = signal<readonly FileUpload[]>([]);
  /** Those that this browser began, and nobody goes on with: their files have to be chosen again. */
  readonly interrupted = signal<readonly KeptUpload[]>(readKept());
  readonly active = computed(() =>
    this.uploads.value.filter(({ state }) => state.value === 'sending' || state.value === 'waiting'),
  );

  /** Sends files; one that was begun before goes on where it was. @returns those that are new here */
  add(client: FanoutClient, files: Iterable<File>, tenant?: string): FileUpload[] {
    const kept = this.interrupted.value;
    const added = [...files]
      .filter((file) => file.size > 0)
      .map((file) => new FileUpload(client, file, { kept: keptOf(file, kept), tenant }));
    const taken = new Set(added.map(({ file }) => keptOf(file, kept)));
    this.interrupted.value = kept.filter((one) => !taken.has(one));
    this.uploads.value = [...this.uploads.value, ...added];
    for (const upload of added) void upload.run();
    return added;
  }

  remove(upload: FileUpload): void {
    this.uploads.value = this.uploads.value.filter((one) => one !== upload);
  }

  /** Gives up one that was interrupted. */
  async giveUp(client: FanoutClient, kept: KeptUpload): Promise<void> {
    this.interrupted.value = this.interrupted.value.filter((one) => one !== kept);
    forget(kept.uploadId);
    // Where that does not succeed, it is removed after a day.
    await client.call('abortUpload', { params: { id: kept.uploadId } }).catch(() => undefined);
  }
}

export const queue = new UploadQueue();
