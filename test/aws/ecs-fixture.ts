import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';

export const CLUSTER = 'fanout';

/** A cluster with services that are told to run so many tasks. @returns a client, and how to tell a service another number */
export async function startServices(services: Readonly<Record<string, number>>) {
  const client = new ECSClient({});
  await client.send(new CreateClusterCommand({ clusterName: CLUSTER }));
  await client.send(
    new RegisterTaskDefinitionCommand({
      family: 'worker',
      containerDefinitions: [{ name: 'worker', image: 'fanout/transcode', memory: 128 }],
    }),
  );
  for (const [serviceName, desiredCount] of Object.entries(services))
    await client.send(
      new CreateServiceCommand({ cluster: CLUSTER, serviceName, taskDefinition: 'worker', desiredCount }),
    );
  const order = (service: string, desiredCount: number) =>
    client.send(new UpdateServiceCommand({ cluster: CLUSTER, service, desiredCount }));
  return { client, order };
}
