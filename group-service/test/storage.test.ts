import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { storageRoutes } from '@aibmc/common/contract/admin';
import type { Result } from '@aibmc/common/contract/client';
import { bodyOf, type GroupService, startGroupService } from './harness.ts';
import { addNotes, makeCanvas } from './live-harness.ts';

let service: GroupService;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

describe('GET /admin/storage', () => {
  test('counts what is kept, for administrators alone', async () => {
    const { groupId, owner } = await service.groupWith('editor');
    const [full, gone] = [await makeCanvas(owner, groupId), await makeCanvas(owner)];
    await owner.call('post', `/canvases/${full}/edits`, { edits: addNotes(3) }).expect(200);
    await owner.call('delete', `/canvases/${gone}`).expect(204);
    await owner.call('post', `/canvases/${full}/share-links`, { role: 'viewer' }).expect(201);
    await owner.call('get', '/admin/storage').expect(403);
    await service.anyone('get', '/admin/storage').expect(401);
    await service.ctx.pool.query('ANALYZE edits');
    const token = service.signer.tokenFor({ id: randomUUID(), isAdmin: true });
    const answer = await service.anyone('get', '/admin/storage').set('authorization', `Bearer ${token}`);
    const storage = bodyOf<Result<typeof storageRoutes.getStorage>>(answer);
    expect(answer.status).toBe(200);
    expect(storage).toMatchObject({
      groups: 1,
      canvases: 1,
      trashedCanvases: 1,
      notes: 3,
      edits: 3,
      comments: 0,
      shareLinks: 1,
    });
    expect(storage.bytes).toBeGreaterThan(100_000);
    // to administer opens nobody's canvases
    for (const path of [`/canvases/${full}`, `/groups/${groupId}`, `/groups/${groupId}/activity`]) {
      await service.anyone('get', path).set('authorization', `Bearer ${token}`).expect(404);
    }
  });
});
