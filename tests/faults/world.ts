import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { register, type TestPerson } from '../cluster.ts';
import type { Api } from './fault-cluster.ts';

/** Access tokens live ten minutes; a longer run needs new ones. */
const RENEW_AFTER_MS = 8 * 60_000;

/** Somebody with a token that is always good, if the cluster can be reached when a new one is needed. */
export interface Member {
  id: string;
  name: string;
  token: () => Promise<string>;
}

/** A group whose members edit the same canvases. */
export interface World {
  owner: Member;
  members: Member[];
  canvasIds: string[];
}

/** How every canvas of a world begins: what replaying its log starts from. */
export const INITIAL: CanvasState = {
  title: 'Bread',
  idea: 'Bread by bicycle',
  language: 'en',
  notes: new Map(),
  connections: new Map(),
  suggestions: new Map(),
};

export async function createWorld(api: Api, members: number, canvases: number): Promise<World> {
  const owner = await register(api, 'Owner');
  const { id: groupId } = await api.createGroup({ body: { name: 'Bakers' } }, owner);
  const invitation = await api.createInvitation({ params: { groupId }, body: { role: 'editor' } }, owner);
  const people = await Promise.all(
    Array.from({ length: members }, async (_, index) => {
      const person = await register(api, `Writer ${index}`);
      await api.acceptInvitation({ params: { token: invitation.token } }, person);
      return person;
    }),
  );
  const { title, idea } = INITIAL;
  const made = await Promise.all(
    Array.from({ length: canvases }, () => api.createCanvas({ body: { title, idea, groupId } }, owner)),
  );
  return {
    owner: memberOf(api, owner),
    members: people.map((person) => memberOf(api, person)),
    canvasIds: made.map(({ id }) => id),
  };
}

function memberOf(api: Api, { id, name, email, password, token: first }: TestPerson): Member {
  let token = first;
  let madeAt = Date.now();
  return {
    id,
    name,
    token: async () => {
      if (Date.now() - madeAt > RENEW_AFTER_MS) {
        ({ accessToken: token } = await api.createSession({ body: { email, password } }));
        madeAt = Date.now();
      }
      return token;
    },
  };
}
