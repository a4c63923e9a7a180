// Already there: so the bundler keeps what pages share in one piece, not one for each combination of lazy parts.
import './canvas.ts';
import type { Voting } from '@aibmc/common/contract/comments';
import { newId } from '@aibmc/common/ids';
import { can } from '@aibmc/common/permissions';
import { board } from './canvas/board.ts';
import type { CanvasPage } from './canvas/canvas-page.ts';
import { announce, word } from './canvas/page.ts';
import { noteIdOf } from './canvas/targets.ts';
import { toast } from './canvas/toast.ts';
import { VoteBar } from './votes/bar.ts';
import { countOf, dotsOf, onNotes, type OwnDots, stateAt, withStep } from './votes/dots.ts';
import { showNoteDots } from './votes/note-dots.ts';
import { type Outcome, VotingSource } from './votes/source.ts';
import { askForVoting } from './votes/start-form.ts';

/** What the rest of the page does with votes once they are loaded. */
export interface Votes {
  give: (noteId: string, step: 1 | -1) => void;
  askToStart: () => void;
}

const TICK_MS = 250;
const MINUTE_MS = 60_000;
const AGAIN_MS = 3_000;

/** The voting of the canvas: a bar above the board, dots on its notes. */
export function startVotes(page: CanvasPage): Votes {
  const { store } = page;
  const source = new VotingSource(page.canvasId);
  let voting: Voting | null = null;
  /** As they show here, which the server may not have yet. */
  let own: OwnDots = new Map();
  let ahead = 0;
  let isUnsent = false;
  let isSending = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  let ticking: ReturnType<typeof setInterval> | undefined;
  let known: Voting['state'] | null = null;
  let wasShort = false;

  const bar = new VoteBar(page, {
    close: () => void lead((id) => source.update(id, 'closed')),
    reveal: () => void lead((id) => source.update(id, 'revealed')),
    remove: () => void lead((id) => source.remove(id)),
  });

  const now = (): number => Date.now() + ahead;
  const state = (): Voting['state'] => (voting ? stateAt(voting, now()) : 'closed');
  const given = (): number => countOf(onNotes(own, store.state.notes));

  function show(): void {
    const mayVote = can(store.role, 'canvas.vote');
    const mayLead = can(store.role, 'canvas.lead-vote');
    const shown = page.past === null ? voting : null;
    bar.show(
      shown && { voting: shown, state: state(), given: given(), mayVote, mayLead, isWaiting: isUnsent },
    );
    const results = shown?.results ? dotsOf(shown.results) : null;
    const left = (shown?.dots ?? 0) - given();
    showNoteDots(page, shown && { state: state(), own, results, left, mayVote });
    document.body.classList.toggle('is-voting', shown !== null && state() === 'open');
    tick();
  }

  /** Takes what the server tells; its own dots where it told them. */
  function take(next: Voting | null, dots?: OwnDots): void {
    const isOther = next?.id !== voting?.id;
    const before = isOther ? null : known;
    voting = next;
    if (isOther) {
      own = dots ?? new Map();
      isUnsent = wasShort = false;
    } else if (dots && !isUnsent) own = dots;
    known = next && state();
    if (next && known !== before) tellState(next, known, before);
    clearInterval(ticking);
    if (next?.endsAt && known === 'open') ticking = setInterval(tick, TICK_MS);
    show();
  }

  function tellState(
    { title, dots }: Voting,
    is: Voting['state'] | null,
    before: Voting['state'] | null,
  ): void {
    if (is === 'open') announce(word('vote-started', { title, dots }));
    else if (is === 'closed' && before === 'open') announce(word('vote-over', { title }));
    else if (is === 'revealed' && before !== null) {
      announce(word('vote-revealed', { title }));
      bar.openResults();
    }
  }

  /** Time goes on: a minute before the end it is said, and the end itself. */
  function tick(): void {
    if (!voting) return;
    const left = voting.endsAt === null ? null : Date.parse(voting.endsAt) - now();
    const is = state();
    bar.tick(left, is);
    if (is === 'open' && left !== null && left <= MINUTE_MS && !wasShort) {
      wasShort = true;
      // A vote that is not longer has only begun, and who comes late sees the time.
      const isLonger = Date.parse(voting.endsAt ?? '') - Date.parse(voting.startedAt) > MINUTE_MS;
      if (isLonger && left > MINUTE_MS - 5_000) announce(word('vote-one-minute'));
    }
    if (is === known) return;
    take(voting);
  }

  async function readAll(): Promise<void> {
    const found = await source.read();
    if (!found) return;
    ahead = found.ahead;
    take(found.voting, dotsOf(found.own));
    if (isUnsent) void send();
  }

  function give(noteId: string, step: 1 | -1): void {
    if (!voting || page.past !== null || !can(store.role, 'canvas.vote')) return;
    if (state() !== 'open') {
      announce(word('vote-over', { title: voting.title }));
      return;
    }
    if (!store.state.notes.has(noteId)) return;
    const { dots } = voting;
    const next = withStep(onNotes(own, store.state.notes), noteId, step, dots);
    if (!next) {
      announce(word(step > 0 ? 'vote-none-left' : 'vote-none-here', { dots }));
      return;
    }
    own = next;
    isUnsent = true;
    announce(word('vote-own', { given: given(), dots }));
    show();
    void send();
  }

  /** Sends the dots as they are now, again until they have arrived. */
  async function send(): Promise<void> {
    if (isSending) return;
    isSending = true;
    clearTimeout(again);
    while (isUnsent && voting && state() === 'open') {
      const sent = own;
      const { id } = voting;
      const dots = [...onNotes(sent, store.state.notes)].map(([noteId, count]) => ({ noteId, dots: count }));
      const outcome = await source.vote(id, dots);
      if (outcome.kind === 'away') {
        again = setTimeout(() => void send(), AGAIN_MS);
        break;
      }
      if (voting?.id !== id) break;
      if (outcome.kind === 'done' && own !== sent) continue;
      isUnsent = false;
      if (outcome.kind === 'refused') {
        toast(word('vote-refused', { reason: outcome.reason }));
        await readAll();
      }
    }
    isSending = false;
    show();
  }

  async function lead(act: (votingId: string) => Promise<Outcome>): Promise<void> {
    if (!voting) return;
    const outcome = await act(voting.id);
    if (outcome.kind === 'done') await readAll();
    else toast(outcome.kind === 'refused' ? outcome.reason : word('history-unreachable'));
  }

  store.onFrame((frame) => {
    if (frame.type === 'welcome') void readAll();
    else if (frame.type === 'voting') {
      const isOther = frame.voting?.id !== voting?.id;
      take(frame.voting);
      if (isOther && frame.voting) void readAll();
    }
  });
  store.onState(() => show());
  // The elements of the notes are others then.
  store.onRole(() => queueMicrotask(show));
  document.addEventListener('past-shown', show);
  board.addEventListener('click', ({ target }) => {
    const step = (target as Element).closest<HTMLElement>('[data-dot]')?.dataset['dot'];
    const noteId = noteIdOf(target);
    if (step && noteId) give(noteId, step === '1' ? 1 : -1);
  });
  void readAll();

  return {
    give,
    askToStart: () => {
      askForVoting(
        async (wish) => {
          const outcome = await source.start({ id: newId(), ...wish });
          if (outcome.kind === 'done') await readAll();
          if (outcome.kind === 'done') return '';
          return outcome.kind === 'refused' ? outcome.reason : word('history-unreachable');
        },
        voting !== null && state() !== 'revealed',
      );
    },
  };
}
