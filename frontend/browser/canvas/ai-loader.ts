import type { Block } from '@aibmc/common/canvas/blocks';
import { can } from '@aibmc/common/permissions';
import { byId, element, icon } from '../dom.ts';
import { enableAiSign } from './ai-sign.ts';
import { askAi, onAskAi } from './ask-ai.ts';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { openMenu } from './dialogs.ts';
import { loadOnce } from './load-once.ts';
import { word } from './page.ts';
import type { Panel } from './panel.ts';
import { blockOf } from './targets.ts';
import { toast } from './toast.ts';

/**
 * The AI panel, whose code is loaded when its tab is first shown or something is asked of it. Who may not generate on
 * this canvas has no such tab.
 */
export function enableAi(page: CanvasPage, panel: Panel): void {
  const tab = document.getElementById('tab-ai');
  if (!tab) return;
  const sign = enableAiSign(page, () => panel.isShown('ai'));
  const ai = loadOnce(
    async () => {
      const { startAi } = await import('../ai.ts');
      return startAi(page, panel, sign);
    },
    () => {
      byId('ai-note').textContent = word('ai-away');
      toast(word('ai-away'));
    },
  );
  panel.onShow('ai', () => {
    sign.seen();
    void ai().then((loaded) => loaded?.open());
  });
  onAskAi((wish) => {
    if (!can(page.store.role, 'canvas.generate')) return;
    panel.open('ai');
    void ai().then((loaded) => loaded?.ask(wish));
  });
  board.addEventListener('click', ({ target }) => {
    const button = (target as Element).closest<HTMLElement>('[data-block-ai]');
    const block = button && blockOf(button);
    if (block && canEdit(page)) openBlockMenu(block, button);
  });
  const showRight = (): void => {
    const isHidden = !can(page.store.role, 'canvas.generate');
    if (isHidden && tab.getAttribute('aria-selected') === 'true') panel.open('checks');
    for (const part of [tab, ...document.querySelectorAll<HTMLElement>('[data-opens="ai"]')])
      part.hidden = isHidden;
  };
  page.store.onRole(showRight);
  showRight();
}

/** What can be asked about one block, beside its button. */
function openBlockMenu(block: Block, button: HTMLElement): void {
  const dialog = openMenu(
    'ai-menu',
    word('ai-block', { block: word(block) }),
    button,
    element('div', { class: 'ai-tasks' }, offer('block', 'ai-block-notes'), offer('tips', 'ai-block-tips')),
  );

  function offer(task: 'block' | 'tips', name: string): HTMLElement {
    const made = element('button', { type: 'button', class: 'ai-task' }, icon('spark'));
    made.append(element('strong', {}, word(name)), element('span', {}, word(`${name}-hint`)));
    made.addEventListener('click', () => {
      dialog.close();
      askAi({ task, block });
    });
    return made;
  }
}
