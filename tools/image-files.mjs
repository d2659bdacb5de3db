/*
 * Copies what one service needs to run, out of dist/ and node_modules/, into a folder of an image: its bundle, and of every
 * package only the files that it can load. `node tools/image-files.mjs <service> <folder>`
 */
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeFileTrace } from '@vercel/nft';

const root = fileURLToPath(new URL('..', import.meta.url));
const BRIDGE = 'node_modules/@temporalio/core-bridge';
/** Temporal's native part, by Node's name for the processor; glibc, as in the images. */
const BRIDGES = { x64: 'x86_64-unknown-linux-gnu', arm64: 'aarch64-unknown-linux-gnu' };
const otherBridges = new RegExp(`^${BRIDGE}/releases/(?!${BRIDGES[process.arch]}/)`);
/** What Temporal's package bundles workflows with: that is done when the image is built. It is named, not loaded. */
const BUNDLERS = /^node_modules\/(?:@swc|swc-loader|source-map-loader|terser|esbuild|typescript)\//;

const [service, folder] = process.argv.slice(2);
if (!service || !folder) {
  process.stderr.write('Usage: node tools/image-files.mjs <service> <folder>\n');
  process.exit(2);
}

const { fileList } = await nodeFileTrace([`${root}dist/${service}.js`], {
  base: root,
  processCwd: root,
  ignore: (path) => BUNDLERS.test(path) || otherBridges.test(path),
});
const extra = [
  'package.json',
  ...(service === 'workflow' ? workflowBundles() : []),
  // Served to browsers as they are.
  ...(service === 'gateway' ? ['node_modules/hls.js/package.json', 'node_modules/hls.js/dist/hls.min.js'] : []),
  // What jobs can start from, and the console.
  ...(service === 'gateway' ? ['profiles', 'dist/console'] : []),
  // Found by the name of the machine when it starts, which no tracing sees.
  ...(fileList.has(`${BRIDGE}/index.js`) ? [`${BRIDGE}/releases/${BRIDGES[process.arch]}`] : []),
];
for (const path of [...fileList, ...extra]) {
  const to = join(folder, path);
  if (existsSync(to)) continue;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(root, path), to, { recursive: true, dereference: true });
}

/** They are read by the worker as text. */
function workflowBundles() {
  return readdirSync(`${root}dist`)
    .filter((name) => /^workflow-bundle.*\.js$/.test(name))
    .map((name) => `dist/${name}`);
}
