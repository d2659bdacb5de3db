import type { LoadedFile } from '../page-api.ts';
import { seekTo } from './frame-reader.ts';
import { within } from './waiting.ts';

const PATIENCE = 20_000;
/** A tick is the first sample this loud after so long a silence; of 1, and seconds. */
const [LOUD, SILENCE] = [0.1, 0.5];

/** A file in a plain element, read from another origin with its headers. */
export async function loadFile(kind: 'video' | 'audio', url: string, rate: number): Promise<LoadedFile> {
  if (kind === 'audio') {
    const sound = new Audio();
    await loaded(sound, url);
    return { duration: sound.duration, width: 0, height: 0, middle: null };
  }
  const element = document.createElement('video');
  await loaded(element, url);
  const frame = Math.floor((element.duration * rate) / 2);
  const middle = await seekTo(element, (frame + 0.5) / rate, rate);
  return { duration: element.duration, width: element.videoWidth, height: element.videoHeight, middle };
}

async function loaded(element: HTMLMediaElement, url: string): Promise<void> {
  element.crossOrigin = 'anonymous';
  element.preload = 'auto';
  const done = new Promise<void>((resolve, reject) => {
    element.addEventListener('canplay', () => resolve());
    element.addEventListener('error', () => reject(new Error(`${url}: ${element.error?.message}`)));
  });
  element.src = url;
  document.body.replaceChildren(element);
  await within(PATIENCE, `${url} did not load`, done);
}

export async function loadImage(url: string): Promise<{ width: number; height: number }> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return { width: image.naturalWidth, height: image.naturalHeight };
}

export async function decodeSound(url: string): Promise<{ duration: number; channels: number; ticks: number[] }> {
  const answer = await fetch(url);
  const context = new OfflineAudioContext({ numberOfChannels: 2, length: 1, sampleRate: 48_000 });
  const sound = await context.decodeAudioData(await answer.arrayBuffer());
  const samples = sound.getChannelData(0);
  const ticks: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  for (const [at, value] of samples.entries()) {
    if (Math.abs(value) < LOUD) continue;
    if (at - lastLoud > SILENCE * sound.sampleRate) ticks.push(at / sound.sampleRate);
    lastLoud = at;
  }
  return { duration: sound.duration, channels: sound.numberOfChannels, ticks };
}
