import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { reserveUnit } from '../src/sql/usage.ts';
import {
  createHarness,
  generate,
  type Harness,
  newPerson,
  type Person,
  type Replica,
} from './support/harness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.stop());

function ownCanvas(person: Person): string {
  return harness.group.addCanvas({ roles: { [person.id]: 'owner' } });
}

function ask(replica: Replica, person: Person, canvasId: string): request.Test {
  return request(replica.url)
    .post('/api/v1/generations')
    .set('authorization', person.auth)
    .send({ canvasId, accept: false });
}

interface Usage {
  day: string;
  used: number;
  limit: number;
  remaining: number;
  instance: { used: number; limit: number } | null;
  resetsAt: string;
}

async function usage(replica: Replica, person: Person): Promise<Usage> {
  const answer = await request(replica.url)
    .get('/api/v1/usage')
    .set('authorization', person.auth)
    .expect(200);
  return answer.body as Usage;
}

/** Fifty requests at once, over all replicas and people in turn. */
function race(replicas: Replica[], people: Person[], canvasId: string): Promise<request.Response[]> {
  return Promise.all(
    Array.from({ length: 50 }, (_, n) => {
      const [replica, person] = [replicas[n % replicas.length], people[n % people.length]];
      if (!replica || !person) throw new Error('nobody to ask');
      return ask(replica, person, canvasId);
    }),
  );
}

function accepted(answers: request.Response[]): number {
  return answers.filter(({ status }) => status === 202).length;
}

describe("a person's quota of a day", () => {
  test('fifty requests in a race over two replicas never pass it, and the refused leave nothing', async () => {
    const env = { GENERATIONS_PER_DAY: '7' };
    const replicas = [
      await harness.startReplica({ env, works: false }),
      await harness.startReplica({ env, works: false }),
    ];
    const person = newPerson(harness);
    const answers = await race(replicas, [person], ownCanvas(person));
    expect(accepted(answers)).toBe(7);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(43);
    expect(refused[0]?.body).toMatchObject({
      code: 'quota-used',
      detail: 'All your 7 generations of today are used',
    });
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers['retry-after'])).toBeLessThanOrEqual(86_400);
    const { rowCount } = await harness.pool.query('SELECT 1 FROM generations WHERE user_id = $1', [
      person.id,
    ]);
    expect(rowCount).toBe(7);
    const [replica] = replicas;
    const day = new Date().toISOString().slice(0, 10);
    expect(replica && (await usage(replica, person))).toEqual({
      ...{ day, used: 7, limit: 7, remaining: 0, instance: null },
      resetsAt: new Date(Date.parse(day) + 86_400_000).toISOString(),
    });
  });
});

describe('the ceiling of the instance', () => {
  test('fifty requests of five people in a race over two replicas never pass it', async () => {
    const own = await createHarness();
    try {
      const env = { GENERATIONS_PER_DAY_TOTAL: '11' };
      const replicas = [
        await own.startReplica({ env, works: false }),
        await own.startReplica({ env, works: false }),
      ];
      const people = Array.from({ length: 5 }, () => newPerson(own));
      const canvasId = own.group.addCanvas({
        roles: Object.fromEntries(people.map(({ id }) => [id, 'owner' as const])),
      });
      const answers = await race(replicas, people, canvasId);
      expect(accepted(answers)).toBe(11);
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.body).toMatchObject({
        code: 'quota-used',
        detail: 'All 11 generations of today that this installation allows are used',
      });
      const { rows } = await own.pool.query('SELECT sum(used)::int AS used FROM usage_days');
      expect(rows).toEqual([{ used: 11 }]);
      const [replica] = replicas;
      const newcomer = newPerson(own);
      expect(replica && (await usage(replica, newcomer))).toMatchObject({
        ...{ used: 0, limit: 20, remaining: 0, instance: { used: 11, limit: 11 } },
      });
    } finally {
      await own.stop();
    }
  });

  test('counts also where none is set, so that one can be set in the middle of a day', async () => {
    const own = await createHarness();
    try {
      const replica = await own.startReplica({ works: false });
      const person = newPerson(own);
      const canvasId = own.group.addCanvas({ roles: { [person.id]: 'owner' } });
      await ask(replica, person, canvasId).expect(202);
      const later = await own.startReplica({ env: { GENERATIONS_PER_DAY_TOTAL: '3' }, works: false });
      expect(await usage(later, person)).toMatchObject({ remaining: 2, instance: { used: 1, limit: 3 } });
    } finally {
      await own.stop();
    }
  });
});

describe('a unit that is given back', () => {
  test('is given back to the person and to the instance, once', async () => {
    const own = await createHarness();
    try {
      const replica = await own.startReplica({ env: { GENERATIONS_PER_DAY_TOTAL: '5' }, works: false });
      const person = newPerson(own);
      const canvasId = own.group.addCanvas({ roles: { [person.id]: 'owner' } });
      const { id } = await generate(replica, person, { canvasId });
      expect(await usage(replica, person)).toMatchObject({ used: 1, instance: { used: 1 } });
      for (let repeat = 0; repeat < 2; repeat += 1) {
        await request(replica.url)
          .post(`/api/v1/generations/${id}/cancel`)
          .set('authorization', person.auth)
          .expect(202);
        expect(await usage(replica, person)).toMatchObject({ used: 0, instance: { used: 0 } });
      }
    } finally {
      await own.stop();
    }
  });

  test('a reservation says which of the two was used up', async () => {
    const person = newPerson(harness);
    const reserve = (perPerson: number, total: number | null) =>
      reserveUnit(harness.pool, person.id, { perPerson, total });
    expect((await reserve(1, null)).outcome).toBe('reserved');
    expect((await reserve(1, null)).outcome).toBe('person-used');
    expect((await reserve(9, 1)).outcome).toBe('instance-used');
  });
});
