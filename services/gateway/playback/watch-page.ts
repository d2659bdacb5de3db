import type { VideoId } from '../../core/index.ts';

/** A page that plays a video while it is still being made. @param media where its files are */
export function watchPage(id: VideoId, media: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${id} · Fanout</title>
<link rel="stylesheet" href="/assets/watch.css">
</head>
<body>
<video id="video" controls playsinline data-master="${media}/hls/master.m3u8"></video>
<nav id="rungs" aria-label="Quality"></nav>
<p id="state" role="status">Waiting for the first segment…</p>
<script src="/assets/hls.js"></script>
<script src="/assets/watch.js"></script>
</body>
</html>
`;
}

/** Rung buttons set the next level, not the current one: that would empty the buffer and freeze the picture. */
export const WATCH_SCRIPT = `
const video = document.getElementById('video');
const rungs = document.getElementById('rungs');
const state = document.getElementById('state');
const master = video.dataset.master;

function button(label, level, hls) {
  const element = document.createElement('button');
  element.textContent = label;
  element.setAttribute('aria-pressed', String(level === -1));
  element.addEventListener('click', () => {
    hls.nextLevel = level;
    for (const other of rungs.children) other.setAttribute('aria-pressed', String(other === element));
  });
  rungs.append(element);
}

// Two rungs of one size differ in their codec.
function labelOf(level, levels) {
  const codecs = { avc1: 'H.264', hvc1: 'HEVC', av01: 'AV1' };
  const codecOf = (one) => (one.videoCodec ?? '').slice(0, 4);
  const size = Math.min(level.width, level.height) + 'p';
  const isMixed = levels.some((other) => codecOf(other) !== codecOf(level));
  return isMixed ? size + ' ' + (codecs[codecOf(level)] ?? codecOf(level)) : size;
}

async function start() {
  const answer = await fetch(master, { cache: 'no-store' });
  if (!answer.ok) {
    setTimeout(start, 1000);
    return;
  }
  if (!Hls.isSupported()) {
    video.src = master;
    return;
  }
  const hls = new Hls({ startPosition: 0 });
  hls.on(Hls.Events.MANIFEST_PARSED, (_event, data) => {
    button('Auto', -1, hls);
    const best = data.levels.map((level, index) => ({ label: labelOf(level, data.levels), height: level.height, index }));
    best.sort((a, b) => b.height - a.height || a.label.localeCompare(b.label));
    for (const { label, index } of best) button(label, index, hls);
  });
  hls.on(Hls.Events.LEVEL_UPDATED, (_event, { details }) => {
    state.textContent = details.live
      ? 'Playable: ' + details.totalduration.toFixed(0) + ' s; the rest is still being encoded.'
      : 'Complete: ' + details.totalduration.toFixed(0) + ' s in ' + details.fragments.length + ' segments.';
  });
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (data.fatal) state.textContent = 'The stream cannot be played: ' + data.details;
  });
  hls.loadSource(master);
  hls.attachMedia(video);
}
start();
`;

export const WATCH_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; }
video { width: 100%; background: #000; border-radius: .5rem; }
button { font: inherit; padding: .25rem .75rem; border-radius: .5rem; border: 1px solid #8888; cursor: pointer; }
button[aria-pressed=true] { background: #2563eb; color: #fff; }
nav { display: flex; gap: .5rem; flex-wrap: wrap; margin: 1rem 0; }
`;
