/**
 * Takes all that a share link has opened out of the page, at once, and says that it is no longer open; nothing where the
 * page was not opened by one. What it says then came with it.
 */
export function showLinkEnded(): void {
  const template = document.getElementById('link-ended');
  if (!(template instanceof HTMLTemplateElement)) return;
  document.title = template.dataset['title'] ?? '';
  // texts that could not be saved are the guest's own
  for (const dialog of document.querySelectorAll('dialog:not(.unsaved)')) dialog.remove();
  for (const part of document.querySelectorAll('[data-private]')) part.replaceChildren();
  const main = document.getElementById('main');
  // what the script began with is in there
  for (const name of Object.keys(main?.dataset ?? {})) delete main?.dataset[name];
  main?.removeAttribute('aria-labelledby');
  main?.replaceChildren(document.importNode(template.content, true));
}
