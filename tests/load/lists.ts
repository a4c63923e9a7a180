import { CANVAS_SORTS } from '@aibmc/common/contract/canvases';
import { createLogger } from '@aibmc/common/logger';
import type { Db } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import { type CanvasSort, listCanvasesFor } from '../../group-service/src/sql/canvas-list.ts';
import { createPool } from '../../group-service/src/sql/pool.ts';
import { secretsOf } from '../../scripts/secrets.ts';
import { register, startTestCluster, type TestCluster } from '../cluster.ts';
import { quantile } from './processes.ts';

/**
 * The list of somebody who may see 1,000 canvases in 50 groups, among 20,000 of others: how PostgreSQL goes about it,
 * and what it takes through the gateway, against the read of one group. `node tests/load/lists.ts`
 */
const GROUPS = 50;
const OWN = 1_000;
const OTHERS = 20_000;
const ROUNDS = 300;
const WARM_UP = 30;
const PAGE = 50;

interface Case {
  name: string;
  sort: CanvasSort;
  q?: string;
  isInOneGroup?: boolean;
}

const CASES: Case[] = [
  ...CANVAS_SORTS.map((sort) => ({ name: `by ${sort}`, sort })),
  { name: 'of one group', sort: 'updated', isInOneGroup: true },
  { name: 'words that half have', sort: 'updated', q: 'bakery' },
  { name: 'words that nobody has', sort: 'title', q: 'bakery zeppelin' },
];

const cluster = await startTestCluster();
const secrets = await secretsOf(cluster.dataDir);
const pool = createPool(
  {
    DATABASE_HOST: cluster.postgres.host,
    DATABASE_PORT: cluster.postgres.port,
    DATABASE_NAME: 'aibmc',
    DATABASE_PASSWORD: secrets.passwords['group-service'],
    DATABASE_POOL_SIZE: 1,
    MIGRATIONS_DIR: undefined,
  },
  createLogger('load', 'error'),
);
try {
  await measure(cluster, pool);
} finally {
  await pool.end();
  await cluster.discard();
}

async function measure({ api, url }: TestCluster, db: Pool): Promise<void> {
  const person = await register(api, 'Reader');
  const { id: groupId } = await api.createGroup({ body: { name: 'One' } }, { token: person.token });
  await fill(db, person.id, groupId);
  const get = async (path: string): Promise<number> => {
    const began = performance.now();
    const answer = await fetch(`${url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${person.token}` },
    });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
    return performance.now() - began;
  };
  const rows: string[] = [];
  for (const given of CASES) {
    const within = given.isInOneGroup ? groupId : null;
    const plan = await planOf(db, person.id, given, within);
    const query = new URLSearchParams({
      limit: String(PAGE),
      sort: given.sort,
      ...(given.q ? { q: given.q } : {}),
      ...(within ? { groupId: within } : {}),
    });
    const times = { list: [] as number[], trivial: [] as number[] };
    for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
      const [list, trivial] = [await get(`/canvases?${query}`), await get(`/groups/${groupId}`)];
      if (round < WARM_UP) continue;
      times.list.push(list);
      times.trivial.push(trivial);
    }
    const at = (share: number) => [quantile(times.list, share), quantile(times.trivial, share)] as const;
    const figures = [at(0.5), at(0.99)].map(
      ([list, trivial]) => `${list.toFixed(1)} | ${trivial.toFixed(1)} | ${(list / trivial).toFixed(1)} ×`,
    );
    rows.push(`| ${given.name} | ${plan.ms.toFixed(1)} | ${figures.join(' | ')} |`);
    console.log(`${given.name}: ${plan.nodes.join(', ')}`);
  }
  console.log(
    [
      '',
      '| list | statement, ms | p50, ms | one group, p50 | ratio | p99, ms | one group, p99 | ratio |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
  );
}

/** Groups with canvases: of the person, and of somebody else. */
async function fill(db: Pool, userId: string, groupId: string): Promise<void> {
  await db.query(
    `WITH made AS (
       INSERT INTO groups (id, name)
       SELECT gen_random_uuid(), 'Group ' || n FROM generate_series(2, $2::int) AS n RETURNING id
     ), joined AS (
       INSERT INTO members (group_id, user_id, role) SELECT id, $1, 'editor' FROM made
     ), all_groups AS (SELECT id FROM made UNION ALL SELECT $3::uuid)
     INSERT INTO canvases (id, group_id, title, kind, idea, language, updated_at)
     SELECT gen_random_uuid(), id, 'Canvas ' || md5(id::text || n), 'bmc',
            CASE WHEN n % 2 = 0 THEN 'A bakery ' ELSE 'A mill ' END || repeat('with a long story ', 20), 'en',
            now() - random() * interval '100 days'
     FROM all_groups, generate_series(1, $4::int) AS n`,
    [userId, GROUPS, groupId, OWN / GROUPS],
  );
  await db.query(
    `WITH made AS (
       INSERT INTO groups (id, name)
       SELECT gen_random_uuid(), 'Other ' || n FROM generate_series(1, 500) AS n RETURNING id
     ), people_of_others AS (
       INSERT INTO people (id, name) SELECT gen_random_uuid(), 'Other' FROM generate_series(1, 1000) RETURNING id
     ), joined AS (
       INSERT INTO members (group_id, user_id, role)
       SELECT made.id, p.id, 'editor' FROM made, people_of_others p WHERE hashtext(made.id::text || p.id) % 50 = 0
     )
     INSERT INTO canvases (id, group_id, title, kind, idea, language, updated_at)
     SELECT gen_random_uuid(), id, 'Canvas ' || md5(id::text || n), 'bmc', 'A bakery of others', 'en',
            now() - random() * interval '100 days'
     FROM made, generate_series(1, $1::int) AS n`,
    [OTHERS / 500],
  );
  await db.query('ANALYZE');
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

/** Each kind of node of a list's plan, with what it reads, and how long it took. */
async function planOf(
  db: Pool,
  userId: string,
  { sort, q }: Case,
  groupId: string | null,
): Promise<{ nodes: string[]; ms: number }> {
  let explained: { Plan: PlanNode; 'Execution Time': number } | undefined;
  const explaining = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const { rows } = await db.query<{ 'QUERY PLAN': [typeof explained] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        values,
      );
      explained = rows[0]?.['QUERY PLAN'][0];
      return { rows: [] };
    },
  };
  await listCanvasesFor(explaining as unknown as Db, userId, {
    groupId,
    isPersonal: false,
    words: q?.split(' ') ?? [],
    sort,
    after: null,
    limit: PAGE + 1,
  });
  if (!explained) throw new Error('there is no plan');
  return { nodes: [...new Set(nodesOf(explained.Plan))], ms: explained['Execution Time'] };
}

function nodesOf(node: PlanNode): string[] {
  const what = node['Index Name'] ?? node['Relation Name'];
  const own = what === undefined ? node['Node Type'] : `${node['Node Type']} (${what})`;
  return [own, ...(node.Plans ?? []).flatMap(nodesOf)];
}
