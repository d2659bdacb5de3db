import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { PageApi } from './page-api.ts';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  // Players are started by the test, not by a hand.
  '--autoplay-policy=no-user-gesture-required',
];

/** A call of what the page offers, see {@link PageApi}. */
export type PageCall = <K extends keyof PageApi>(
  method: K,
  ...args: Parameters<PageApi[K]>
) => Promise<Awaited<ReturnType<PageApi[K]>>>;

/** Chromium with a fresh profile, and a page on an origin of its own whose players a test drives. */
export class TestBrowser {
  readonly version: string;
  readonly #browser: Browser;
  readonly #origin: { readonly url: string; readonly close: () => void };

  private constructor(browser: Browser, origin: { readonly url: string; readonly close: () => void }) {
    this.#browser = browser;
    this.#origin = origin;
    this.version = `Chromium ${browser.version()}`;
  }

  /** @throws Error when there is no Chromium at `CHROMIUM`, or else at /usr/bin/chromium */
  static async start(): Promise<TestBrowser> {
    if (!existsSync(EXECUTABLE)) throw new Error(`no Chromium at ${EXECUTABLE}: install it, or set CHROMIUM`);
    const origin = await servePage();
    return new TestBrowser(await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS }), origin);
  }

  /** An empty tab. */
  newPage(): Promise<Page> {
    return this.#browser.newPage({ viewport: { width: 1000, height: 760 } });
  }

  /** Runs something with a fresh page of players, and closes it. */
  async use<T>(work: (call: PageCall) => Promise<T>): Promise<T> {
    const page = await this.newPage();
    try {
      await page.goto(this.#origin.url);
      return await work((method, ...args) =>
        page.evaluate(
          ([name, values]) => {
            const { pageApi } = globalThis as unknown as { pageApi: Record<string, (...v: unknown[]) => never> };
            return pageApi[name]?.(...values) as never;
          },
          [method, args] as const,
        ),
      );
    } finally {
      await page.close();
    }
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#origin.close();
  }
}

/** Serves the page with its players bundled, on a port of its own. */
async function servePage(): Promise<{ url: string; close: () => void }> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page/main.ts', import.meta.url))],
    ...{ bundle: true, format: 'iife', platform: 'browser', target: 'chrome120', write: false, logLevel: 'warning' },
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    const [type, body] =
      request.url === '/page.js'
        ? ['text/javascript', script]
        : ['text/html', '<!doctype html><meta charset="utf-8"><body></body><script src="/page.js"></script>'];
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
