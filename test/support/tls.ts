import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate and its key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** The authority of the two others. */
  readonly ca: string;
  /** Of `temporal.test`, and of no address. */
  readonly server: Certificate;
  readonly client: Certificate;
  /** Of nobody whom the authority knows. */
  readonly stranger: Certificate;
}

/** Certificates that are good for a day, made by openssl. */
export async function makeCertificates(): Promise<Certificates> {
  const dir = await mkdtemp(join(tmpdir(), 'fanout-tls-'));
  const at = (name: string) => join(dir, name);
  const selfSigned = (name: string) =>
    openssl(
      'req',
      '-x509',
      ...newKey(at(`${name}.key`)),
      '-out',
      at(`${name}.pem`),
      '-days',
      '1',
      '-subj',
      `/CN=${name}`,
    );
  const signed = async (name: string, extension: string) => {
    await writeFile(at(`${name}.ext`), extension);
    await openssl('req', ...newKey(at(`${name}.key`)), '-out', at(`${name}.csr`), '-subj', `/CN=${name}`);
    await openssl(
      ...['x509', '-req', '-in', at(`${name}.csr`), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
      ...['-out', at(`${name}.pem`), '-days', '1', '-extfile', at(`${name}.ext`)],
    );
  };
  const read = async (name: string): Promise<Certificate> => ({
    cert: await readFile(at(`${name}.pem`), 'utf8'),
    key: await readFile(at(`${name}.key`), 'utf8'),
  });
  try {
    await selfSigned('ca');
    await signed('server', 'subjectAltName=DNS:temporal.test');
    await signed('client', 'extendedKeyUsage=clientAuth');
    await selfSigned('stranger');
    const [ca, server, client, stranger] = await Promise.all(
      (['ca', 'server', 'client', 'stranger'] as const).map(read),
    );
    if (!ca || !server || !client || !stranger) throw new Error('a certificate is missing');
    return { ca: ca.cert, server, client, stranger };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function newKey(path: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', path];
}

async function openssl(...args: string[]): Promise<void> {
  await run('openssl', args);
}

/** Stands before a server that speaks plain text: lets in those with a certificate of the authority, and nobody else. */
export async function startTlsProxy(target: string, { ca, server }: Certificates) {
  const [host = '', port = ''] = target.split(':');
  const proxy = createServer(
    { ...server, ca, requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] },
    (secure) => {
      const plain = connect(Number(port), host);
      // Either end may go at any time; then so does the other.
      secure.once('error', () => plain.destroy());
      plain.once('error', () => secure.destroy());
      secure.once('close', () => plain.destroy());
      plain.once('close', () => secure.destroy());
      secure.pipe(plain).pipe(secure);
    },
  );
  const address = await listen(proxy);
  return { address, stop: () => new Promise<void>((resolve) => proxy.close(() => resolve())) };
}

/** @returns where it listens */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
