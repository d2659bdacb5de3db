import type { PageApi } from '../page-api.ts';
import { decodeSound, loadFile, loadImage } from './files.ts';
import { Stream } from './stream.ts';

/* The page that the tests drive: it plays what is served from another origin, as a customer's page would. */

let stream: Stream | null = null;

function current(): Stream {
  if (!stream) throw new Error('no stream is open');
  return stream;
}

const api: PageApi = {
  open: async (options) => {
    await stream?.close();
    stream = new Stream(options);
    await stream.open();
  },
  play: () => current().play(),
  seek: (seconds) => current().seek(seconds),
  problems: () => current().problems,
  captions: () => current().captions(),
  file: loadFile,
  image: loadImage,
  sound: decodeSound,
};
Object.assign(globalThis, { pageApi: api });
