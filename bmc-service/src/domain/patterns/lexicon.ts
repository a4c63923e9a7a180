/** What the reading of an idea knows of a language's words. All folded. */
export interface Lexicon {
  /** English puts the noun last ('sourdough bread'), Spanish first ('pan de masa madre'). */
  headLast: boolean;
  articles: ReadonlySet<string>;
  /** Articles of one thing; the thing is then named with `theBy`. */
  theBy: Readonly<Record<string, string>>;
  function: ReadonlySet<string>;
  adverbs: ReadonlySet<string>;
  verbs: ReadonlyMap<string, string>;
  /** Forms that are never nouns, whatever stands before. */
  sureVerbs: ReadonlySet<string>;
  beforeVerb: ReadonlySet<string>;
  /** Verbs after 'for', a tool or a form, as in 'a platform for renting out rooms'; nouns elsewhere. */
  gerunds: ReadonlySet<string>;
  /** Verbs as the first word of an idea, as in 'renting dresses to brides'; nouns elsewhere. */
  openers: ReadonlySet<string>;
  participles: ReadonlySet<string>;
  people: ReadonlySet<string>;
  organisations: ReadonlySet<string>;
  /** Kinds of business rather than what it offers: 'subscription', 'cooperative'. */
  forms: ReadonlySet<string>;
  /** Kinds of software, named after what they handle: 'appointment software'. */
  tools: ReadonlySet<string>;
  /** Businesses that are one place or one work, so 'the': 'the coding school'. */
  ones: ReadonlySet<string>;
  /** Places of trade: what they make says more than what they are. */
  trades: ReadonlySet<string>;
  /** Places that guests come to: they are visited, not ordered. */
  venues: ReadonlySet<string>;
  /** Work done for others, whatever it is done to. */
  labours: ReadonlySet<string>;
  /** The article of a tool where its ending does not tell. */
  genders: Readonly<Record<string, string>>;
  places: ReadonlySet<string>;
  times: ReadonlySet<string>;
  /** Adjectives that sell rather than describe. */
  noise: ReadonlySet<string>;
  forSegment: ReadonlySet<string>;
  ofSupplier: ReadonlySet<string>;
  inPlace: ReadonlySet<string>;
  byMeans: ReadonlySet<string>;
  atTime: ReadonlySet<string>;
  /** Where a phrase may be cut without losing its sense. */
  cuts: ReadonlySet<string>;
  links: ReadonlySet<string>;
  deliver: RegExp;
}

/** The words of a text block as a set. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
