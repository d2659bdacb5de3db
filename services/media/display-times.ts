import { type AcceptedSource, FanoutError } from '../core/index.ts';
import { inputArgs } from './input-args.ts';
import { runMediaTool } from './run.ts';

const WALL_MS = 1800_000;
/** It keeps pictures in decoding order and says nothing of when each is shown. */
const WITHOUT_DISPLAY_TIMES = 'avi';

export function timestampsArgs(streamIndex: number, url: string): string[] {
  return [
    ...['-hide_banner', '-v', 'error', '-select_streams', String(streamIndex), '-show_entries', 'packet=pts'],
    ...['-of', 'csv=p=0', ...inputArgs(url)],
  ];
}

/**
 * Makes sure that an indexed copy of a file without display times has got them: pictures that a codec reorders must come
 * with timestamps that go back at times.
 *
 * @throws FanoutError SOURCE_NOT_INDEXABLE
 */
export async function requireDisplayTimes(
  original: AcceptedSource,
  copy: AcceptedSource,
  url: string,
  tools: { readonly ffprobe: string; readonly cwd: string; readonly signal: AbortSignal },
): Promise<void> {
  if (original.container !== WITHOUT_DISPLAY_TIMES || !copy.video.reorders) return;
  const order = new PacketOrder();
  await runMediaTool({
    program: tools.ffprobe,
    purpose: 'check-timestamps',
    args: timestampsArgs(copy.video.streamIndex, url),
    cwd: tools.cwd,
    signal: tools.signal,
    limits: { wallMs: WALL_MS, fileBytes: 0 },
    onStdout: async (stream) => {
      for await (const bytes of stream) order.feed(String(bytes));
    },
  });
  if (order.goesBack) return;
  throw new FanoutError('SOURCE_NOT_INDEXABLE', 'It does not say when its pictures are shown, only in which order.');
}

/** Reads timestamps, a line each, and keeps in mind only whether one was smaller than the one before. */
export class PacketOrder {
  goesBack = false;
  #rest = '';
  #last = Number.NEGATIVE_INFINITY;

  feed(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const ticks = Number.parseInt(line, 10);
      if (ticks < this.#last) this.goesBack = true;
      if (Number.isFinite(ticks)) this.#last = ticks;
    }
  }
}
