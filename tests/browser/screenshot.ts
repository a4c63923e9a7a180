import path from 'node:path';
import { register, startTestCluster } from '../cluster.ts';
import { launchBrowser, signIn } from './browser.ts';

/** Makes the README's picture: a canvas that was drafted just now, at 1440 × 900. Needs `npm run build` first. */
const cluster = await startTestCluster();
const browser = await launchBrowser(cluster.url);
try {
  const person = await register(cluster.api, 'Ada Marín');
  const by = { token: person.token };
  const group = await cluster.api.createGroup({ body: { name: 'Masters 2026' } }, by);
  const idea =
    'A subscription that delivers fresh sourdough bread by bicycle to offices in Granada every morning before the first meeting.';
  const { id } = await cluster.api.createCanvas(
    { body: { title: 'Sourdough by bike', idea, groupId: group.id } },
    by,
  );
  await cluster.api.createGeneration({ headers: {}, body: { canvasId: id } }, by);
  const page = await (await browser.open()).newPage();
  await signIn(page, person);
  await page.goto(`/canvases/${id}`);
  await page.getByText('Drafted from the pattern').waitFor();
  await page.screenshot({ path: path.join(import.meta.dirname, '../../docs/images/canvas.png') });
} finally {
  await browser.close();
  await cluster.discard();
}
