import { Server } from '@hocuspocus/server';

/** The peer of the fan-out test: hocuspocus as it comes, in memory; `FLUSH_DELAY` sets its own batching. */
const flushDelay = process.env.FLUSH_DELAY;
const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  ...(flushDelay === undefined ? {} : { flushDelay: Number(flushDelay) }),
});
await server.listen();
process.send(server.address.port);
