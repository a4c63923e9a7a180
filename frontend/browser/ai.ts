// Already there: so the bundler keeps what pages share in one piece, not one for each combination of lazy parts.
import './canvas.ts';
import { checkCanvas } from '@aibmc/common/canvas/checks';
import { openFindings } from '@aibmc/common/canvas/open-findings';
import type { Generation, Task } from '@aibmc/common/contract/generations';
import { newId } from '@aibmc/common/ids';
import { AskForm } from './ai/ask-form.ts';
import { earlierList } from './ai/earlier.ts';
import { ideaForm } from './ai/idea-form.ts';
import { hindranceOf, type Hindrance, type Models, modelToChoose, type Usage } from './ai/offers.ts';
import type { RunView } from './ai/run-view.ts';
import { Runs } from './ai/runs.ts';
import { fetchGenerations, fetchModels, fetchUsage, postGeneration } from './ai/source.ts';
import { Starter, type Wish } from './ai/starting.ts';
import { TaskList } from './ai/task-list.ts';
import { refusalInWords } from './ai/telling.ts';
import type { AiSign } from './canvas/ai-sign.ts';
import type { AiWish } from './canvas/ask-ai.ts';
import type { CanvasPage } from './canvas/canvas-page.ts';
import { showNote } from './canvas/checks-panel.ts';
import { hasEnded } from './canvas/follow-generation.ts';
import { language, readPage, word } from './canvas/page.ts';
import type { Panel } from './canvas/panel.ts';
import { remember, remembered } from './canvas/stored.ts';
import { byId, element } from './dom.ts';

/** What the rest of the page does with the AI panel once it is loaded. */
export interface Ai {
  /** The tab is shown: brings it up to date. */
  open: () => void;
  /** Starts a task, or makes a question ready. */
  ask: (wish: AiWish) => Promise<void>;
}

const MODEL_KEY = 'aibmc.model';
const SETTLE_MS = 300;
const SHOWN_QUESTIONS = 10;
const SHOWN_EARLIER = 20;

/** Fills the AI tab; loaded when it is first opened, or when something is asked of it. */
export function startAi(page: CanvasPage, panel: Panel, sign: AiSign): Ai {
  const { names } = readPage();
  const note = byId('ai-note');
  const starter = new Starter(postGeneration, newId);
  let models: Models | null = null;
  let usage: Usage | null = null;
  let model: string | null = null;
  let findings = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const nameOf = (userId: string): string => {
    if (userId === page.userId) return word('ai-you');
    const here = page.store.people.find((person) => person.userId === userId);
    return here?.name ?? names[userId] ?? word('history-somebody');
  };
  const look = (): void => {
    panel.open('suggestions');
    const tab = byId('tab-suggestions');
    if (tab.checkVisibility()) tab.focus();
    else document.querySelector<HTMLElement>('.tab-panel.is-shown [data-close-sheet]')?.focus();
  };
  const runs = new Runs(page, {
    nameOf,
    look,
    showNote: (noteId) => {
      panel.makeRoom();
      showNote(page, noteId);
    },
    goOn: (ended, view) => void goOn(ended, view),
    stands: sign.hear,
    ended: () => {
      void readUsage();
      earlier.refresh();
    },
  });
  const tasks = new TaskList((task) => void ask({ task, instruction: tasks.wishes }));
  const form = new AskForm(page, {
    ask: (question) => start({ task: 'ask', ...question }),
    chooseModel: (chosen) => {
      model = chosen;
      remember(MODEL_KEY, chosen);
      show();
    },
  });
  const idea = ideaForm(page);
  const earlier = earlierList({
    read: () => fetchGenerations(page.canvasId, SHOWN_EARLIER),
    nameOf,
    open: (generation) => {
      const view = runs.show(generation);
      view.fold(false);
      reveal(view);
    },
  });

  function hindrance(task: Task): Hindrance {
    const { notes, idea: text } = page.store.state;
    const hasIdea = text.trim() !== '';
    return hindranceOf(task, { models, model, usage, notes: notes.size, hasIdea, findings });
  }

  function show(): void {
    const isEmpty = page.store.state.notes.size === 0;
    idea.show();
    tasks.show({ hindranceOf: hindrance, isEmpty, findings });
    form.show(hindrance('ask'), models, model, usage);
  }

  function check(): void {
    const { state } = page.store;
    const { notes, connections } = state;
    const canvas = { ...state, notes: [...notes.values()], connections: [...connections.values()] };
    findings = openFindings(checkCanvas(canvas).findings, notes, language).length;
    show();
    runs.refresh();
  }

  async function readUsage(): Promise<void> {
    usage = await fetchUsage();
    show();
  }

  async function readAll(): Promise<void> {
    const [offered, newest, questions] = await Promise.all([
      fetchModels(),
      fetchGenerations(page.canvasId, SHOWN_EARLIER),
      fetchGenerations(page.canvasId, SHOWN_QUESTIONS, 'ask'),
      readUsage(),
    ]);
    models = offered ?? models;
    model ??= modelToChoose(models, remembered(MODEL_KEY));
    for (const question of (questions ?? []).toReversed()) runs.show(question);
    for (const one of (newest ?? []).toReversed()) {
      if (!hasEnded(one.status) && !isDraftShown(one)) runs.show(one);
    }
    note.textContent = newest && questions ? '' : word('ai-earlier-away');
    check();
  }

  /** Starts a wish; whether it was. Why it was not is told beside the field. */
  async function start(wish: Omit<Wish, 'canvasId'>, after?: RunView): Promise<boolean> {
    form.tell('');
    const answer = await starter.start({
      canvasId: page.canvasId,
      ...wish,
      ...(model ? { model } : {}),
    });
    void readUsage().then(() => {
      if (answer.kind === 'refused') form.tell(refusalInWords(answer, usage));
    });
    if (answer.kind === 'refused') return false;
    reveal(runs.show(answer.generation, after));
    return true;
  }

  async function goOn({ id, task, block }: Generation, view: RunView): Promise<void> {
    const wish = { task, continues: id, ...(block ? { block } : {}) };
    if (await start(wish, view)) view.continued();
  }

  function reveal(view: RunView): void {
    view.element.scrollIntoView({ block: 'nearest' });
    // Who asks goes on writing.
    if (document.activeElement !== form.field) view.element.focus({ preventScroll: true });
  }

  async function ask({ task, block, noteIds = [], instruction = '' }: AiWish): Promise<void> {
    await ready;
    if (task === 'ask') {
      form.prepare({ noteIds, instruction });
      return;
    }
    const problem = hindrance(task);
    if (problem) {
      form.tell(problem === 'used-up' ? '' : word(`ai-${problem}`));
      return;
    }
    const isStarted = await start({
      task,
      ...(block ? { block } : {}),
      ...(noteIds.length > 0 ? { noteIds } : {}),
      ...(instruction ? { instruction } : {}),
    });
    if (isStarted) tasks.clearWishes();
  }

  page.store.onState(() => {
    clearTimeout(timer);
    timer = setTimeout(check, SETTLE_MS);
  });
  document.addEventListener('past-shown', () => runs.refresh());
  page.store.onGeneration((notice) => void runs.hear(notice));
  note.after(
    runs.results,
    idea.element,
    tasks.element,
    earlier.element,
    element('h3', { class: 'panel-title ai-conversation-title' }, word('ai-conversation')),
    runs.conversation,
    form.element,
  );
  check();
  let ready = readAll();
  let isFirst = true;
  return {
    open: () => {
      // What it was loaded with is fresh.
      if (!isFirst) ready = readAll();
      isFirst = false;
    },
    ask,
  };
}

/** Whether the page follows this draft already, above the checks. */
function isDraftShown({ id }: Generation): boolean {
  return document.querySelector<HTMLElement>('[data-generation]')?.dataset['generation'] === id;
}
