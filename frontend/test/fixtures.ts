import type { CanvasDetail, CanvasSummary, TrashedCanvas } from '@aibmc/common/contract/canvases';
import type { Generation } from '@aibmc/common/contract/generations';
import {
  ACTIVITY_KINDS,
  type Activity,
  type Group,
  type Invitation,
  type InvitationPreview,
  type Member,
  type NewInvitation,
  type TrashedGroup,
} from '@aibmc/common/contract/groups';
import { NOTIFICATION_KINDS, type Notification } from '@aibmc/common/contract/notifications';
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
  codeInvitation: '0190a000-0000-7000-8000-000000000011',
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

export const codeInvitation: Invitation = {
  ...invitation,
  id: IDS.codeInvitation,
  code: 'K7M2QX',
  maxUses: 30,
  uses: 2,
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

const HAPPENING: Activity = {
  id: IDS.note,
  kind: 'canvas-moved-in',
  at: AT,
  actor: { id: anyUser().id, name: 'Ada <b>' },
  person: { id: IDS.otherPerson, name: 'Bob' },
  canvas: { id: IDS.canvas, title: 'Bikes <b>&"' },
  role: 'editor',
  roleBefore: 'viewer',
};

/** One of each kind, and one about people and a canvas that are not there any more. */
export const happenings: Activity[] = [
  ...ACTIVITY_KINDS.map((kind) => ({ ...HAPPENING, kind })),
  { ...HAPPENING, actor: null, person: null, canvas: null, role: null, roleBefore: null },
];

export const trashedGroup: TrashedGroup = {
  id: IDS.group,
  name: 'Old <i>course</i>',
  canvasCount: 3,
  deletedAt: AT,
  deletedBy: 'Ada',
  goneAt: '2026-12-24T10:00:00.000Z',
};

export const trashedCanvas: TrashedCanvas = {
  id: IDS.canvas,
  title: 'Bikes <b>&"',
  groupId: null,
  groupName: null,
  noteCount: 12,
  deletedAt: AT,
  deletedBy: '',
  goneAt: '2026-12-24T10:00:00.000Z',
};

const NOTIFICATION: Notification = {
  id: IDS.session,
  kind: 'mention',
  at: AT,
  isRead: false,
  actor: { id: IDS.otherPerson, name: 'Bob <b>' },
  canvas: { id: IDS.canvas, title: 'Bikes <b>&"' },
  group: { id: IDS.group, name: 'Founders' },
  role: 'editor',
  text: 'Look <at> this',
  path: `/canvases/${IDS.canvas}?thread=${IDS.note}`,
};

export const notifications: Notification[] = [
  ...NOTIFICATION_KINDS.map((kind) => ({ ...NOTIFICATION, kind })),
  { ...NOTIFICATION, isRead: true, actor: null, canvas: null, group: null, role: null, text: null },
];
