import { setTimeout as delay } from 'node:timers/promises';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { register, type TestPerson } from '../cluster.ts';
import { openLive } from '../support/live-client.ts';
import { type Bench, cancel, generate, IDEA, makeCanvases, startBench } from './generations/bench.ts';
import { median } from './processes.ts';
import { table } from './table.ts';

/**
 * How long somebody still gets something after their access was taken away: from the request that takes it to the last
 * byte of a live connection, of an event stream and of a call. `node tests/load/revocation.ts`
 */
const ROUNDS = 15;
const PACE_MS = 100;
const MOST_MS = 15_000;

type Way = 'live connection' | 'event stream of a draft' | 'call' | 'guest’s live connection' | 'shared page';
const took = new Map<Way, number[]>();

const bench = await startBench([PACE_MS], 200);
try {
  const owner = await register(bench.api, 'Owner');
  for (let round = 0; round < ROUNDS; round += 1) {
    await removeMember(bench, owner);
    await revokeLink(bench, owner);
  }
} finally {
  await bench.discard();
}
console.log(
  table(
    '| after access was taken away, ms to the last byte | median | most | to reach |',
    [...took].map(
      ([way, times]) =>
        `| ${way} | ${median(times).toFixed(0)} | ${Math.max(...times).toFixed(0)} | ≤ 2,000 |`,
    ),
  ),
);

function note(way: Way, from: number, to: number): void {
  took.set(way, [...(took.get(way) ?? []), Math.max(0, to - from)]);
}

/** A member with a live connection, the stream of a draft and one call after the other is removed. */
async function removeMember(bench: Bench, owner: TestPerson): Promise<void> {
  const { api, url } = bench;
  const by = { token: owner.token };
  const member = await register(api, 'Member');
  const group = await api.createGroup({ body: { name: 'Class' } }, by);
  const { token } = await api.createInvitation(
    { params: { groupId: group.id }, body: { role: 'editor' } },
    by,
  );
  await api.acceptInvitation({ params: { token } }, { token: member.token });
  const canvasToMake = { title: 'Bread', idea: IDEA, groupId: group.id };
  const { id: canvas } = await api.createCanvas({ body: canvasToMake }, by);
  const live = await openLive(url, canvas, { token: member.token });
  const { id } = await generate(bench, owner.token, canvas, PACE_MS);
  const stream = await follow(`${url}${API_PREFIX}/generations/${id}/events`, member.token);
  const calls = lastAnswer(async () => {
    await api.getCanvas({ params: { canvasId: canvas } }, { token: member.token });
  });
  await delay(700);
  const from = performance.now();
  await api.removeMember({ params: { groupId: group.id, userId: member.id } }, by);
  await live.closed;
  note('live connection', from, performance.now());
  note('event stream of a draft', from, await stream.lastByte);
  note('call', from, await calls);
  await cancel(bench, owner.token, id).catch(() => undefined);
}

/** A guest who edits and a page that is looked at, when their links are revoked. */
async function revokeLink(bench: Bench, owner: TestPerson): Promise<void> {
  const { api, url } = bench;
  const by = { token: owner.token };
  const [canvasId = ''] = await makeCanvases(bench, owner, 1);
  const [editing, looking] = await Promise.all(
    (['editor', 'viewer'] as const).map((role) =>
      api.createShareLink({ params: { canvasId }, body: { role } }, by),
    ),
  );
  if (!editing || !looking) throw new Error('no links were made');
  const tokenOf = (link: { url: string }): string => link.url.replace('/s/', '');
  const { pass } = await api.createPass({ params: { token: tokenOf(editing) }, body: { name: 'Guest' } });
  const live = await openLive(url, canvasId, { token: pass });
  const page = await follow(`${url}${API_PREFIX}/shared/${tokenOf(looking)}/changes`, null);
  await delay(300);
  const from = performance.now();
  for (const { id } of [editing, looking]) {
    await api.deleteShareLink({ params: { canvasId, linkId: id } }, by);
  }
  await live.closed;
  note('guest’s live connection', from, performance.now());
  note('shared page', from, await page.lastByte);
}

/** Opens a stream; when its last byte came. */
async function follow(url: string, token: string | null): Promise<{ lastByte: Promise<number> }> {
  const answer = await fetch(url, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
    signal: AbortSignal.timeout(MOST_MS),
  });
  if (!answer.ok || !answer.body) throw new Error(`${url} was answered ${answer.status}`);
  const { body } = answer;
  const read = async (): Promise<number> => {
    let last = performance.now();
    for await (const _ of body) last = performance.now();
    return last;
  };
  return { lastByte: read() };
}

/** Calls again and again until it is refused; when the last answer came that was none. */
async function lastAnswer(call: () => Promise<void>): Promise<number> {
  let last = performance.now();
  for (;;) {
    try {
      await call();
    } catch {
      return last;
    }
    last = performance.now();
    await delay(5);
  }
}
