/** Puts this device's time zone first in a select with `data-time-zone`, whose value is how that is worded. */
export function offerTimeZone(): void {
  const select = document.querySelector<HTMLSelectElement>('select[data-time-zone]');
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  if (!select || !timeZone) return;
  const text = (select.dataset['timeZone'] ?? '').replace('{zone}', timeZone.replaceAll('_', ' '));
  const isChosen = select.value === timeZone;
  select.options[0]?.after(new Option(text, timeZone, isChosen, isChosen));
}
