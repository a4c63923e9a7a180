// Jest loads this file without transforming it; Node itself reads the TypeScript it imports.
export default async function setup() {
  const { startTestServer } = await import('./test-server.ts');
  const { settings, stop } = await startTestServer();
  process.env.AIBMC_TEST_SERVER = JSON.stringify(settings);
  globalThis.stopTestServer = stop;
}
