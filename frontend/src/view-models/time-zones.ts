/** Every time zone by the region that its name begins with; those without one (UTC) come first. */
export const TIME_ZONES = regions(['UTC', ...Intl.supportedValuesOf('timeZone')]);

function regions(zones: readonly string[]): { region: string; zones: string[] }[] {
  const byRegion = Map.groupBy(new Set(zones), (zone) =>
    zone.includes('/') ? (zone.split('/')[0] ?? '') : '',
  );
  return [...byRegion].map(([region, names]) => ({ region, zones: names }));
}
