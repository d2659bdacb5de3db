import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';

const EVERY_MS = 150;

/** Watches what media tools do to the machine while files are processed: memory, files, and a door that nobody may knock at. */
export class Observer {
  /** Largest resident memory of any ffmpeg or ffprobe since the last {@link reset}, in bytes. */
  peakBytes = 0;
  /** Files outside the folder of this run that a media tool had open, since the last {@link reset}. */
  readonly foreignFiles = new Set<string>();
  /** Connections that were made to the watched port. */
  connections = 0;
  readonly #server: Server;
  #timer: NodeJS.Timeout | undefined;

  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
    this.#server = createServer((socket) => {
      this.connections++;
      socket.destroy();
    });
  }

  /**
   * @param port where hostile files ask to be fetched from, on loopback
   * @param dir below which the tools of this run work
   * @throws Error when somebody else has the port: connections could not be told apart
   */
  static async start(port: number, dir: string): Promise<Observer> {
    const observer = new Observer(dir);
    observer.#server.listen(port, '127.0.0.1');
    await once(observer.#server, 'listening');
    observer.#timer = setInterval(() => void observer.#look(), EVERY_MS);
    return observer;
  }

  reset(): void {
    this.peakBytes = 0;
    this.foreignFiles.clear();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#server.close();
  }

  /** Process ids of this run's media tools that are there now. */
  async tools(): Promise<number[]> {
    const found: number[] = [];
    for (const name of await readdir('/proc').catch(() => [])) {
      if (!/^\d+$/.test(name)) continue;
      const comm = await readFile(`/proc/${name}/comm`, 'utf8').catch(() => '');
      const cwd = await readlink(`/proc/${name}/cwd`).catch(() => '');
      if (/^(?:ffmpeg|ffprobe)\n$/.test(comm) && cwd.startsWith(this.#dir)) found.push(Number(name));
    }
    return found;
  }

  async #look(): Promise<void> {
    for (const pid of await this.tools()) {
      // A process may end between two looks.
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
      this.peakBytes = Math.max(this.peakBytes, peak);
      for (const path of await openFiles(pid)) if (!path.startsWith(this.#dir)) this.foreignFiles.add(path);
    }
  }
}

/** What a program is made of is opened while it starts. */
const PROGRAM_FILES = /^\/(?:usr\/|lib|dev\/|etc\/ld\.so\.)/;

/** Paths of the files that a process has open, but for its own libraries; pipes, sockets and devices are none. */
async function openFiles(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const paths = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  return paths.filter((path) => path.startsWith('/') && !PROGRAM_FILES.test(path));
}
