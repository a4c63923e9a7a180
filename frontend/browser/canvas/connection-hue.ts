import type { Hue, SegmentColour } from '@aibmc/common/canvas/colours';

type Colours = ReadonlyMap<string, SegmentColour>;

/**
 * The hue of a connection: that of the segment it belongs to. The chosen segment's where both ends belong to it; else the
 * first that both ends share; else the one at hand.
 */
export function connectionHue(colours: Colours, from: string, to: string, chosen = ''): Hue {
  const a = colours.get(from);
  const b = colours.get(to);
  const shared = a?.segmentIds.filter((id) => b?.segmentIds.includes(id)) ?? [];
  const segment = shared.includes(chosen) ? chosen : shared[0];
  const hue = segment === undefined ? undefined : colours.get(segment)?.hues[0];
  return hue ?? b?.hues[0] ?? a?.hues[0] ?? 'grey';
}
