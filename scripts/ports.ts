import { createServer, type Server } from 'node:net';

/** As many different free ports as there are names: all are held until the last is found. */
export async function freePorts<T extends string>(names: readonly T[]): Promise<Record<T, number>> {
  const servers = await Promise.all(names.map(() => hold(0, '127.0.0.1')));
  const ports = servers.map((server) => (server?.address() as { port: number }).port);
  await Promise.all(servers.map((server) => closed(server)));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Record<T, number>;
}

async function hold(port: number, host: string): Promise<Server | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(null);
    });
    server.listen(port, host, () => {
      resolve(server);
    });
  });
}

async function closed(server: Server | null): Promise<void> {
  if (server) await new Promise((resolve) => server.close(resolve));
}

/** Whether nothing listens on this port. */
export async function isFree(port: number, host: string): Promise<boolean> {
  const server = await hold(port, host);
  if (!server) return false;
  await closed(server);
  return true;
}
