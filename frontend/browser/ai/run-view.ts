import type { Generation } from '@aibmc/common/contract/generations';
import type { CanvasPage } from '../canvas/canvas-page.ts';
import { hasEnded } from '../canvas/follow-generation.ts';
import { word } from '../canvas/page.ts';
import { element, icon } from '../dom.ts';
import { counted, exactTimeOf, shortTimeOf } from '../history/telling.ts';
import { type Card, pointCard } from './point-card.ts';
import { button, putButton } from './put-button.ts';
import { canContinue, countMade, type RunState, runOf } from './run-state.ts';
import { endInWords, gaveSomething, modelName, stageInWords, taskName } from './telling.ts';

export interface RunActs {
  nameOf: (userId: string) => string;
  showNote: (noteId: string) => void;
  /** Opens the suggestions on the board. */
  look: () => void;
  cancel: (generation: Generation) => Promise<boolean>;
  goOn: (view: RunView) => void;
  putAway: (view: RunView) => void;
}

/** One generation in the panel: who asked for what, what it is doing, what it gave, and how it ended. */
export class RunView {
  readonly element: HTMLElement;
  readonly generation: Generation;
  readonly #page: CanvasPage;
  readonly #acts: RunActs;
  readonly #status = element('p', { class: 'ai-status' });
  readonly #text = element('p', { class: 'ai-text ai-answer' });
  readonly #cards = element('ul', { class: 'ai-cards', role: 'list' });
  readonly #end = element('p', { class: 'ai-end' });
  readonly #cancel: HTMLButtonElement;
  readonly #away: HTMLButtonElement;
  readonly #fold: HTMLButtonElement;
  readonly #put;
  readonly #known = new Map<string, Card>();
  #isContinued = false;
  #shown = '';
  run: RunState;

  constructor(page: CanvasPage, generation: Generation, acts: RunActs) {
    this.#page = page;
    this.#acts = acts;
    this.generation = generation;
    this.run = runOf(generation);
    this.#put = putButton(page, acts.look);
    this.#cancel = button(word('cancel'), () => void this.#stop());
    const task = taskName(generation);
    this.#away = element('button', {
      type: 'button',
      class: 'icon-button ai-away',
      'aria-label': word('ai-put-away', { task }),
    });
    this.#away.append(icon('close'));
    this.#away.addEventListener('click', () => acts.putAway(this));
    this.#fold = button(task, () => this.fold(!this.element.classList.contains('is-folded')), 'ai-fold');
    this.element = element('article', { class: 'ai-run', 'data-task': generation.task, tabindex: '-1' });
    this.element.append(
      this.#head(),
      element('div', { class: 'ai-working' }, this.#status, this.#cancel),
      this.#text,
      this.#cards,
      this.#put.element,
      this.#end,
    );
    this.fold(false);
    this.show(this.run);
  }

  get hasEnded(): boolean {
    return hasEnded(this.run.status);
  }

  /** Shows how it is now; also brings what is said of the board to what is there. */
  show(run = this.run): void {
    this.run = run;
    const { element: article, generation, hasEnded: isOver } = this;
    article.setAttribute('aria-busy', String(!isOver));
    article.classList.toggle('is-over', isOver);
    this.#away.hidden = !isOver || generation.task === 'ask';
    setText(this.#status, isOver ? '' : this.#progress());
    setText(this.#text, run.text);
    this.#showCards();
    this.#put.update(generation.task === 'ask' ? run.suggestions : []);
    this.#showEnd(isOver);
  }

  /** Shows the head alone, or all of it again. A conversation is read as a whole. */
  fold(isFolded: boolean): void {
    if (this.generation.task === 'ask') return;
    this.element.classList.toggle('is-folded', isFolded);
    this.#fold.setAttribute('aria-expanded', String(!isFolded));
  }

  /** It has been gone on with: nothing more is to be done about it. */
  continued(): void {
    this.#isContinued = true;
    this.show();
  }

  #head(): HTMLElement {
    const { task: kind, instruction, userId, createdAt, model } = this.generation;
    const who = element('p', { class: 'ai-who' }, `${this.#acts.nameOf(userId)} · `);
    who.append(
      element('time', { datetime: createdAt, title: exactTimeOf(createdAt) }, shortTimeOf(createdAt)),
      ` · ${modelName(model)}`,
    );
    const isQuestion = kind === 'ask';
    const heading = element('h3', {}, isQuestion ? instruction : this.#fold);
    const wishes = !isQuestion && instruction ? [element('p', { class: 'ai-text' }, instruction)] : [];
    return element('header', { class: 'ai-head' }, heading, this.#away, who, ...wishes);
  }

  #progress(): string {
    const { run, generation } = this;
    const stage = stageInWords(run, generation.model);
    const isMaking = run.made.size > 0 && generation.task !== 'ask' && !generation.accept;
    return isMaking ? `${stage} ${counted('ai-so-far', countMade(run))}` : stage;
  }

  #showCards(): void {
    for (const point of this.run.points) {
      let card = this.#known.get(point.id);
      if (!card) {
        card = pointCard(this.#page, this.#acts);
        this.#known.set(point.id, card);
        this.#cards.append(card.element);
      }
      card.update(point);
    }
  }

  #showEnd(isOver: boolean): void {
    const { run, generation } = this;
    this.#cancel.hidden = isOver;
    if (isOver) this.#cancel.textContent = word('cancel');
    const text = isOver ? endInWords(run, generation) : '';
    const goesOn = isOver && canContinue(run) && !this.#isContinued;
    const canLook = isOver && !generation.accept && generation.task !== 'ask' && run.made.size > 0;
    const signature = JSON.stringify([text, goesOn, canLook]);
    if (signature === this.#shown) return;
    this.#shown = signature;
    this.#end.replaceChildren(text);
    const add = (name: string, act: () => void): void => this.#end.append(' ', button(word(name), act));
    if (goesOn)
      add(gaveSomething(run, generation.notes) ? 'ai-continue' : 'ai-again', () => this.#acts.goOn(this));
    if (canLook) add('ai-look', this.#acts.look);
  }

  async #stop(): Promise<void> {
    this.#cancel.textContent = word('cancelling');
    if (await this.#acts.cancel(this.generation)) return;
    this.#cancel.textContent = word('cancel');
    setText(this.#status, word('ai-not-cancelled'));
  }
}

/** What grows is appended to, so that what somebody marks in it stays marked. */
function setText(target: HTMLElement, text: string): void {
  const before = target.textContent;
  if (before === text) return;
  const node = target.firstChild;
  if (node instanceof Text && before !== '' && text.startsWith(before))
    node.appendData(text.slice(before.length));
  else target.textContent = text;
}
