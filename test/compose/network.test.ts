import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ComposeStack, docker, WORKER_SERVICES } from './compose-stack.ts';

/* Workers read what strangers made: where could one that was taken over go? Everything asked for here is on this machine. */

let stack: ComposeStack;
/** A server of this machine that every container may reach but those that may reach nothing. */
const outside = createServer((socket) => socket.end());
beforeAll(async () => {
  stack = await ComposeStack.create();
  await stack.compose(['build', '--quiet']);
  await stack.up();
  await new Promise<void>((resolve) => outside.listen(0, '0.0.0.0', resolve));
});
afterAll(async () => {
  outside.close();
  await stack.remove();
});

/** Addresses of a container, by network; and of the machine there. */
async function addresses(service: string) {
  const [container] = await stack.containers(service);
  const { stdout } = await docker('inspect', '--format', '{{json .NetworkSettings.Networks}}', container?.ID ?? '');
  const networks = JSON.parse(stdout) as Record<string, { IPAddress: string; Gateway: string }>;
  return Object.fromEntries(Object.entries(networks).map(([name, at]) => [name.replace(`${stack.project}_`, ''), at]));
}

const connect = (service: string, host: string, port: number) =>
  stack.sh(service, `timeout 3 bash -c 'exec 3<>/dev/tcp/${host}/${port}'`).then(({ exitCode }) => exitCode === 0);

it('workers reach Temporal and S3, and nothing else', async () => {
  const machine = (await addresses('gateway')).edge?.Gateway ?? '';
  const database = (await addresses('postgres')).data?.IPAddress ?? '';
  const gateway = (await addresses('gateway')).edge?.IPAddress ?? '';
  const temporalOutside = (await addresses('temporal')).edge?.IPAddress ?? '';
  const work = (await addresses('transcode')).work?.IPAddress ?? '';
  const port = (outside.address() as AddressInfo).port;
  for (const address of [machine, database, gateway, temporalOutside, work]) expect(address).toMatch(/^\d+(\.\d+){3}$/);
  expect(await connect('gateway', machine, port), 'a container with a way out gets there').toBe(true);
  for (const service of WORKER_SERVICES) {
    expect(await connect(service, 'temporal', 7233), `${service} to Temporal`).toBe(true);
    expect(await connect(service, 'minio', 9000), `${service} to S3`).toBe(true);
    expect(await connect(service, machine, port), `${service} to this machine`).toBe(false);
    expect(await connect(service, work.replace(/\d+$/, '1'), port), `${service} to this machine, on its net`).toBe(
      false,
    );
    expect(await connect(service, database, 5432), `${service} to the database`).toBe(false);
    expect(await connect(service, gateway, 8090), `${service} to the gateway`).toBe(false);
    expect(await connect(service, temporalOutside, 7233), `${service} out and in again`).toBe(false);
  }
});

it('workers cannot even ask for a name of the outside', async () => {
  for (const service of WORKER_SERVICES) {
    expect((await stack.sh(service, 'getent hosts temporal')).exitCode, `${service} finds what it needs`).toBe(0);
    const { exitCode, stdout } = await stack.sh(service, 'timeout 3 getent hosts outside.invalid');
    expect(stdout, service).toBe('');
    expect(exitCode, service).not.toBe(0);
    expect(
      (await stack.sh(service, 'timeout 2 getent hosts postgres; timeout 2 getent hosts gateway')).stdout,
      service,
    ).toBe('');
  }
});

it('nothing but the front has a port on this machine, and that on loopback', async () => {
  const containers = await stack.containers();
  const ports = await Promise.all(
    containers.map(async ({ ID, Service }) => {
      const { stdout } = await docker('inspect', '--format', '{{json .HostConfig.PortBindings}}', ID);
      const bound = Object.values(JSON.parse(stdout) as Record<string, { HostIp: string }[]>).flat();
      return { Service, hosts: [...new Set(bound.map(({ HostIp }) => HostIp))] };
    }),
  );
  const open = ports.filter(({ hosts }) => hosts.length > 0);
  expect(open.map(({ Service }) => Service).sort()).toEqual(['gateway', 'minio', 'temporal', 'temporal-ui']);
  expect([...new Set(open.flatMap(({ hosts }) => hosts))]).toEqual(['127.0.0.1']);
});
