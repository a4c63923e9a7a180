import type { CanvasDetail, CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Generation } from '@aibmc/common/contract/generations';
import type {
  Group,
  Invitation,
  InvitationPreview,
  Member,
  NewInvitation,
} from '@aibmc/common/contract/groups';
import { anyUser } from './support.ts';

const AT = '2026-11-24T10:00:00.000Z';

export const IDS = {
  canvas: '0190a000-0000-7000-8000-00000000000a',
  group: '0190a000-0000-7000-8000-00000000000b',
  invitation: '0190a000-0000-7000-8000-00000000000c',
  generation: '0190a000-0000-7000-8000-00000000000d',
  note: '0190a000-0000-7000-8000-00000000000e',
  otherPerson: '0190a000-0000-7000-8000-00000000000f',
  session: '0190a000-0000-7000-8000-000000000010',
} as const;

export const INVITATION_TOKEN = 'abcdefghijklmnopqrstuvwxyz_0123456789-ABCDE';

export const canvas: CanvasSummary = {
  id: IDS.canvas,
  title: 'Bikes <b>&"',
  kind: 'bmc',
  idea: 'A van that repairs bikes at offices',
  language: 'en',
  revision: 3,
  groupId: IDS.group,
  groupName: 'Founders',
  createdAt: AT,
  updatedAt: AT,
  role: 'owner',
  noteCount: 1,
};

export function canvasDetail(role: CanvasDetail['role'] = 'owner'): CanvasDetail {
  const { role: _role, noteCount: _count, ...fields } = canvas;
  return {
    canvas: fields,
    notes: [
      {
        id: IDS.note,
        block: 'customer-segments',
        text: 'Office workers <script>',
        order: 'a0',
        origin: 'human',
        author: anyUser().id,
      },
    ],
    connections: [],
    suggestions: [],
    role,
    people: [{ id: anyUser().id, name: 'Ada' }],
  };
}

export function generation(status: Generation['status'] = 'done'): Generation {
  return {
    id: IDS.generation,
    canvasId: IDS.canvas,
    userId: anyUser().id,
    task: 'canvas',
    block: null,
    instruction: '',
    status,
    position: null,
    continues: null,
    checks: null,
    calls: 0,
    result: null,
    model: 'pattern-library',
    pattern: 'subscription',
    language: 'en',
    accept: true,
    notes: 20,
    connections: 9,
    usage: null,
    error: null,
    createdAt: AT,
    finishedAt: status === 'done' ? AT : null,
  };
}

export const group: Group = {
  id: IDS.group,
  name: 'Founders',
  description: 'A course of <i>spring</i>',
  role: 'owner',
  memberCount: 2,
  canvasCount: 1,
  createdAt: AT,
};

export const members: Member[] = [
  { userId: anyUser().id, name: 'Ada', colour: null, role: 'owner', joinedAt: AT },
  { userId: IDS.otherPerson, name: 'Bob', colour: 'violet', role: 'editor', joinedAt: AT },
];

export const invitation: Invitation = {
  id: IDS.invitation,
  role: 'editor',
  email: null,
  code: null,
  expiresAt: AT,
  maxUses: null,
  uses: 0,
  createdAt: AT,
};

export const newInvitation: NewInvitation = {
  ...invitation,
  token: INVITATION_TOKEN,
  url: `/join/${INVITATION_TOKEN}`,
  mailed: false,
};

export const preview: InvitationPreview = {
  groupId: IDS.group,
  groupName: 'Founders',
  groupDescription: 'A course of <i>spring</i>',
  role: 'editor',
  invitedBy: 'Ada',
  memberCount: 2,
  isForOneEmail: false,
};

export const session = {
  id: IDS.session,
  device: 'A browser',
  createdAt: AT,
  lastUsedAt: AT,
  current: true,
};

export function listOf<T>(...items: T[]): { items: T[]; nextCursor: string | null } {
  return { items, nextCursor: null };
}

export const models = {
  items: [{ id: 'pattern-library', kind: 'patterns' as const, tasks: ['canvas' as const] }],
  default: 'pattern-library',
  endpoint: null,
};

export const usage = {
  day: '2026-11-24',
  used: 1,
  limit: 20,
  remaining: 19,
  instance: null,
  resetsAt: '2026-11-25T00:00:00.000Z',
};
