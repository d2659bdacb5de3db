import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'];

/** A browser at the console of a gateway. */
export class ConsoleSite {
  readonly #browser: Browser;
  readonly url: string;
  /** What went wrong in any page: errors of scripts, of the page's policy, and requests to others. */
  readonly troubles: string[] = [];

  private constructor(browser: Browser, url: string) {
    this.#browser = browser;
    this.url = url;
  }

  /** @throws Error when there is no Chromium at `CHROMIUM`, or else at /usr/bin/chromium */
  static async start(url: string): Promise<ConsoleSite> {
    if (!existsSync(EXECUTABLE)) throw new Error(`no Chromium at ${EXECUTABLE}: install it, or set CHROMIUM`);
    return new ConsoleSite(await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS }), url);
  }

  /** A page in a fresh profile. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.troubles.push(error.message));
    page.on('console', (message) => {
      // A refusal that is shown to people is in the console as well.
      const isAnswer = /status of (?:401|404|409|503)/.test(message.text());
      if (message.type() === 'error' && !isAnswer) this.troubles.push(message.text());
    });
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol !== 'blob:' && protocol !== 'data:' && hostname !== '127.0.0.1') this.troubles.push(request.url());
    });
    await page.goto(`${this.url}${path}`);
    return page;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
  }
}
