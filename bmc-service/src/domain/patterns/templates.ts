/**
 * Notes with slots: {p} the product, {m} the product before another noun (English), {q} what goes with it,
 * {s} the segment, {place}, {time}, {means}, {supplier}, {do} the verb that makes it. A line whose slot is
 * empty is left out. {ap} is the product after 'to' in Spanish. In partners and costs `r1>`, `a2>`, `p1>`, `c1>` say which resource, activity, partner
 * or channel of the same table the note connects to.
 */
export type Lines = readonly string[];

/** What a pattern adds: how the money comes and how customers are kept. */
export interface PatternText {
  name: string;
  /** Who pays where that is not who uses it: donors, sponsors. `s1>` lines are for users, `sl>` lines for them. */
  payers?: Lines;
  /** Others make the product; the business brings the two sides together. */
  isBetween?: boolean;
  propositions: Lines;
  channels: Lines;
  relationships: Lines;
  revenue: Lines;
  resources: Lines;
  activities: Lines;
  partners: Lines;
  costs: Lines;
}

/** What a field of business adds: what it takes to make and bring the product. */
export interface DomainText {
  segments: Lines;
  propositions: Lines;
  channels: Lines;
  resources: Lines;
  activities: Lines;
  partners: Lines;
  costs: Lines;
}
