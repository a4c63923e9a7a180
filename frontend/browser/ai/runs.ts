import type { Generation } from '@aibmc/common/contract/generations';
import type { GenerationNotice } from '@aibmc/common/contract/live';
import type { CanvasPage } from '../canvas/canvas-page.ts';
import { followGeneration, hasEnded } from '../canvas/follow-generation.ts';
import { realTiming } from '../canvas/live/timing.ts';
import { announce, word } from '../canvas/page.ts';
import { element } from '../dom.ts';
import { afterEnd, afterEvent, type RunState } from './run-state.ts';
import { type RunActs, RunView } from './run-view.ts';
import { cancelGeneration, fetchGeneration, openGenerationEvents } from './source.ts';
import { endInWords, stageInWords, taskName } from './telling.ts';

/** Others' generations are looked at again so often, should the word of their end get lost. */
const LOOK_AGAIN_MS = 15_000;

/** Who is so near to the foot of what can be scrolled is at it. */
const NEAR_PX = 32;

interface RunsActs extends Pick<RunActs, 'nameOf' | 'showNote' | 'look'> {
  goOn: (generation: Generation, view: RunView) => void;
  /** How it stands with one that is shown. */
  stands: (notice: GenerationNotice) => void;
  /** One has ended: what is left today or what was asked before may be other. */
  ended: () => void;
}

/** The generations that the panel shows: results above, questions as a conversation, those at work followed. */
export class Runs {
  readonly results = element('div', { class: 'ai-results' });
  readonly conversation = element('div', { class: 'ai-conversation' });
  readonly #page: CanvasPage;
  readonly #acts: RunsActs;
  readonly #views = new Map<string, RunView>();

  constructor(page: CanvasPage, acts: RunsActs) {
    this.#page = page;
    this.#acts = acts;
  }

  /** Brings what is said of the board to what is there. */
  refresh(): void {
    for (const view of this.#views.values()) view.show();
  }

  /** Shows a generation, and follows it while it is at work; behind the one that it goes on with. */
  show(generation: Generation, after?: RunView): RunView {
    const known = this.#views.get(generation.id);
    if (known) {
      if (hasEnded(generation.status) && !known.hasEnded) this.#end(known, generation);
      // The live connection told of it before the request was answered.
      after?.element.after(known.element);
      return known;
    }
    const view = new RunView(this.#page, generation, {
      ...this.#acts,
      cancel: ({ id }) => cancelGeneration(id),
      goOn: (ended) => this.#acts.goOn(ended.generation, ended),
      putAway: (ended) => this.#putAway(ended),
    });
    this.#views.set(generation.id, view);
    if (after) after.element.after(view.element);
    else if (generation.task === 'ask') this.#intoConversation(view);
    else this.#onTop(view);
    this.#stands(generation);
    if (!view.hasEnded) this.#watch(view);
    return view;
  }

  /** What the live connection tells: somebody else's, or one's own of another page. */
  async hear({ generationId, userId, task, status }: GenerationNotice): Promise<void> {
    const known = this.#views.get(generationId);
    if (known && (known.hasEnded || this.#isOwn(known.generation))) return;
    if (known && !hasEnded(status)) return;
    const generation = await fetchGeneration(generationId);
    if (!generation) return;
    const isNew = !this.#views.has(generationId);
    this.show(generation);
    if (!isNew || userId === this.#page.userId) return;
    announce(word('ai-other', { name: this.#acts.nameOf(userId), task: taskName({ ...generation, task }) }));
  }

  /** Above the other results, which make room for what is asked for here and can be unfolded. */
  #onTop({ element, generation }: RunView): void {
    if (this.#isOwn(generation)) {
      for (const other of this.#views.values()) if (other.element !== element) other.fold(other.hasEnded);
    }
    this.results.prepend(element);
  }

  #stands({ id, userId, task, status }: Generation): void {
    this.#acts.stands({ generationId: id, userId, task, status });
  }

  #isOwn({ userId }: Generation): boolean {
    return userId === this.#page.userId;
  }

  /** By the time of asking, whichever was read first. */
  #intoConversation(view: RunView): void {
    const { createdAt } = view.generation;
    const later = [...this.#views.values()].filter(
      (other) => other.element.parentElement === this.conversation && other.generation.createdAt > createdAt,
    );
    later.sort((a, b) => a.generation.createdAt.localeCompare(b.generation.createdAt));
    this.conversation.insertBefore(view.element, later[0]?.element ?? null);
  }

  /** One's own are followed by their events; of others' only the end is awaited, as browsers hold few streams at once. */
  #watch(view: RunView): void {
    const { generation } = view;
    if (!this.#isOwn(generation)) {
      this.#lookAgain(view);
      return;
    }
    followGeneration({
      open: () => openGenerationEvents(generation.id),
      find: () => fetchGeneration(generation.id),
      timing: realTiming,
      onEvent: (event) => {
        const before = view.run;
        keepingFoot(view, () => view.show(afterEvent(before, event)));
        tellChange(before, view);
      },
      onLost: () => view.show({ ...view.run, isLost: true }),
      onEnd: (ended) => this.#end(view, ended),
    });
  }

  #lookAgain(view: RunView): void {
    setTimeout(() => {
      if (view.hasEnded) return;
      void fetchGeneration(view.generation.id).then((now) => {
        if (now && hasEnded(now.status)) this.#end(view, now);
        else this.#lookAgain(view);
      });
    }, LOOK_AGAIN_MS);
  }

  #end(view: RunView, ended: Generation | null): void {
    keepingFoot(view, () => view.show(afterEnd(view.run, ended)));
    const { generation, run } = view;
    this.#stands({ ...generation, status: hasEnded(run.status) ? run.status : 'failed' });
    const said = endInWords(run, generation);
    const task = taskName(generation);
    announce(
      said ? `${task}: ${said}` : word(generation.task === 'ask' ? 'ai-answered' : 'ai-complete', { task }),
    );
    this.#acts.ended();
  }

  #putAway(view: RunView): void {
    const next = view.element.nextElementSibling ?? view.element.previousElementSibling;
    view.element.remove();
    this.#views.delete(view.generation.id);
    const focused = (next as HTMLElement | null) ?? document.querySelector<HTMLElement>('.ai-task:enabled');
    focused?.focus();
    this.#acts.ended();
  }
}

/** Whoever reads at the foot of the conversation stays there while an answer grows. */
function keepingFoot({ element: article, generation }: RunView, change: () => void): void {
  const scroller = generation.task === 'ask' ? article.closest('.tab-panel') : null;
  const below = scroller ? scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight : 0;
  change();
  if (scroller && below < NEAR_PX) scroller.scrollTop = scroller.scrollHeight;
}

/** Says a new stage and a new card to those who do not see them; not each piece of text. */
function tellChange(before: RunState, { run, generation }: RunView): void {
  if (run.stage !== before.stage || run.position !== before.position) {
    announce(stageInWords(run, generation.model));
  }
  const card = run.points.length > before.points.length ? run.points.at(-1) : undefined;
  if (card) announce(word('ai-card', { title: card.title }));
}
