import { existsSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import type { Scope } from '../../../services/core/index.ts';
import { JOB_ID } from './job-samples.ts';
import type { JobStub } from './job-stub.ts';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'];
/** As strict as a gateway may be. */
const POLICY = "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'";
const ENTRY = 'virtual:job-page';
/** Before any schema is made: zod tries otherwise whether it may write code, which the policy forbids. */
const STRICT = 'virtual:job-page-strict';

/** The page alone in the styles of the console, for a key of which the address tells the scope. */
const SCRIPT = `
import '${STRICT}';
import '/services/console/styles/index.css';
import { h, render } from 'preact';
import { FanoutClient } from '/services/client/index.ts';
import { JobPage } from '/services/console/job/index.ts';
const limits = { requestsPerMinute: 60, uploadBytes: 1, openUploads: 1 };
const scope = new URLSearchParams(location.search).get('scope');
const account = { keyId: 'k'.repeat(12), tenant: '*', scope, expiresAt: null, limits };
const client = new FanoutClient({ baseUrl: location.origin });
const onLeave = () => { document.body.dataset.left = 'yes'; };
render(h(JobPage, { id: '${JOB_ID}', client, account, onLeave }), document.querySelector('main'));
`;

const MODULES: Readonly<Record<string, string>> = {
  [STRICT]: "import { config } from 'zod'; config({ jitless: true });",
  [ENTRY]: SCRIPT,
};

/** Serves the job page with a stub behind it, and opens it in a browser. */
export class JobPageSite {
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #url: string;
  stub: JobStub;

  private constructor(browser: Browser, server: Server, stub: JobStub) {
    this.#browser = browser;
    this.#server = server;
    this.#url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    this.stub = stub;
  }

  /** @throws Error when there is no Chromium at `CHROMIUM`, or else at /usr/bin/chromium */
  static async start(stub: JobStub): Promise<JobPageSite> {
    if (!existsSync(EXECUTABLE)) throw new Error(`no Chromium at ${EXECUTABLE}: install it, or set CHROMIUM`);
    const files = await bundled();
    const holder: { site: JobPageSite | null } = { site: null };
    const server = createServer(async (request, response) => {
      if (await holder.site?.stub.handle(request, response)) return;
      sendFile(files, new URL(request.url ?? '/', 'http://localhost').pathname, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
    holder.site = new JobPageSite(browser, server, stub);
    return holder.site;
  }

  /** The page of a stub, in a fresh profile. @param troubles what goes wrong in it is added here */
  async open(
    stub: JobStub,
    options: BrowserContextOptions & { scope?: Scope; waitFor?: 'heading' | 'alert' } = {},
    troubles: string[] = [],
  ): Promise<Page> {
    this.stub = stub;
    const { scope = 'admin', waitFor = 'heading', ...rest } = options;
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, ...rest });
    const page = await context.newPage();
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    await page.goto(`${this.#url}?scope=${scope}`);
    await page.getByRole(waitFor).first().waitFor();
    return page;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

type Files = ReadonlyMap<string, string | Uint8Array>;

async function bundled(): Promise<Files> {
  const built = await build({
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [
      {
        name: 'job-page',
        resolveId: (id) => (id in MODULES ? id : null),
        load: (id) => MODULES[id] ?? null,
      },
    ],
    build: { write: false, target: 'esnext', modulePreload: false, rolldownOptions: { input: { page: ENTRY } } },
  });
  const { output } = [built].flat()[0] as Rolldown.RolldownOutput;
  return new Map(output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
}

function sendFile(files: Files, path: string, response: ServerResponse): void {
  const headers = (type: string) => ({ 'content-type': type, 'content-security-policy': POLICY });
  if (path === '/') {
    response.writeHead(200, headers('text/html; charset=utf-8')).end(html(files));
    return;
  }
  const file = files.get(path);
  if (file === undefined) response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
  else response.writeHead(200, headers(path.endsWith('.css') ? 'text/css' : 'text/javascript')).end(file);
}

function html(files: Files): string {
  const names = [...files.keys()];
  const styles = names.filter((name) => name.endsWith('.css')).map((name) => `<link rel="stylesheet" href="${name}">`);
  const script = names.find((name) => /^\/assets\/page-.*\.js$/.test(name));
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Job</title>' +
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">' +
    `${styles.join('')}<script type="module" src="${script}"></script></head><body><main></main></body></html>`
  );
}
