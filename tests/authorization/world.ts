import { SHARE_ROLES } from '@aibmc/common/contract/sharing';
import { newId } from '@aibmc/common/ids';
import { type Api, register, type TestPerson } from '../cluster.ts';
import type { PersonCaller } from './callers.ts';

/** Words of a world that no outsider may read in any answer. */
export const SECRETS =
  /Masters 2026|Sourdough|Rye bread|Old bakery|Which segment first|Who pays for the oven/;

/** Things that one allowed call may change or remove, so each such call gets a world of its own. */
export interface World {
  groupId: string;
  canvasId: string;
  noteId: string;
  generationId: string;
  invitationId: string;
  invitationToken: string;
  linkId: string;
  shareToken: string;
  commentId: string;
  votingId: string;
  trashedCanvasId: string;
  trashedGroupId: string;
  /** Passes of guests of the canvas, by role. */
  passes: Record<(typeof SHARE_ROLES)[number], string>;
  /** A member whom nobody but owners may touch. */
  bystander: TestPerson;
}

type People = Record<PersonCaller, TestPerson>;

/** A group with everything in it that the routes are about. */
export async function makeWorld(api: Api, people: People): Promise<World> {
  const owner = { token: people.owner.token };
  const { groupId, bystander } = await makeGroup(api, people, 'Masters 2026');
  const invitation = await api.createInvitation({ params: { groupId }, body: { role: 'viewer' } }, owner);
  const canvas = await api.createCanvas(
    { body: { title: 'Sourdough', idea: 'Rye bread by bicycle', groupId } },
    owner,
  );
  const params = { canvasId: canvas.id };
  const note = { id: newId(), block: 'channels' as const, text: 'Rye bread on Saturdays' };
  await api.applyEdits({ params, body: { edits: [{ id: newId(), type: 'note.add', note }] } }, owner);
  const generation = await api.createGeneration(
    { headers: {}, body: { canvasId: canvas.id, accept: false } },
    owner,
  );
  const comment = await api.createComment(
    { params, body: { id: newId(), noteId: note.id, text: 'Who pays for the oven?' } },
    owner,
  );
  const voting = await api.startVoting(
    { params, body: { id: newId(), title: 'Which segment first' } },
    owner,
  );
  const links = await makeLinks(api, canvas.id, owner);
  return {
    groupId,
    canvasId: canvas.id,
    noteId: note.id,
    generationId: generation.id,
    invitationId: invitation.id,
    invitationToken: invitation.token,
    ...links,
    commentId: comment.id,
    votingId: voting.id,
    ...(await makeTrash(api, people, groupId)),
    bystander,
  };
}

async function makeGroup(
  api: Api,
  people: People,
  name: string,
): Promise<{ groupId: string; bystander: TestPerson }> {
  const owner = { token: people.owner.token };
  const { id: groupId } = await api.createGroup({ body: { name } }, owner);
  const params = { groupId };
  const bystander = await register(api, 'bystander');
  for (const [role, person] of [
    ...(['viewer', 'commenter', 'editor'] as const).map((r) => [r, people[r]] as const),
    ['editor', bystander] as const,
    ['editor', people.removed] as const,
  ]) {
    const { token } = await api.createInvitation({ params, body: { role, maxUses: 1 } }, owner);
    await api.acceptInvitation({ params: { token } }, { token: person.token });
  }
  await api.removeMember({ params: { groupId, userId: people.removed.id } }, owner);
  return { groupId, bystander };
}

async function makeLinks(api: Api, canvasId: string, owner: { token: string }) {
  const params = { canvasId };
  const passes = {} as World['passes'];
  let link = { id: '', url: '' };
  for (const role of SHARE_ROLES) {
    link = await api.createShareLink({ params, body: { role } }, owner);
    const token = link.url.replace('/s/', '');
    passes[role] = (await api.createPass({ params: { token }, body: { name: 'Guest' } })).pass;
  }
  return { linkId: link.id, shareToken: link.url.replace('/s/', ''), passes };
}

async function makeTrash(api: Api, people: People, groupId: string) {
  const owner = { token: people.owner.token };
  const canvas = await api.createCanvas({ body: { title: 'Old bakery', groupId } }, owner);
  await api.deleteCanvas({ params: { canvasId: canvas.id } }, owner);
  const group = await api.createGroup({ body: { name: 'Old bakery' } }, owner);
  await api.deleteGroup({ params: { groupId: group.id } }, owner);
  return { trashedCanvasId: canvas.id, trashedGroupId: group.id };
}
