import { type Lexicon, wordSet } from './lexicon.ts';

const VERBS = `deliver sell make bake build offer provide rent lease design teach grow produce print repair help connect
  match collect cook develop license carve place buy share bring send ship give create craft brew roast train coach
  organise organize host run manage find book learn get save reduce track plan turn recycle restore install lend supply
  distribute import export publish write record film play compare measure monitor detect test treat heal feed clean wash
  sew knit weave paint translate explain support serve let want need live work pay keep break use store rescue adopt
  prepare practise practice improve discover meet order visit hire stop avoid become start tell read cut fix protect
  remind change answer open launch borrow swap predict automate deploy analyse analyze advise curate invest finance sponsor lower hate like love have
  own irrigate struggle care cannot look see allow refurbish convert transform upcycle map warn tutor mentor report assemble sort`;

const IRREGULAR: [string, string][] = [
  ['teaches', 'teach'],
  ['matches', 'match'],
  ['coaches', 'coach'],
  ['publishes', 'publish'],
  ['washes', 'wash'],
  ['fixes', 'fix'],
  ['supplies', 'supply'],
  ['has', 'have'],
];

const GERUNDS: [string, string][] = [
  ['renting', 'rent'],
  ['selling', 'sell'],
  ['buying', 'buy'],
  ['sharing', 'share'],
  ['swapping', 'swap'],
  ['lending', 'lend'],
  ['borrowing', 'borrow'],
  ['finding', 'find'],
  ['booking', 'book'],
  ['managing', 'manage'],
  ['connecting', 'connect'],
  ['matching', 'match'],
  ['teaching', 'teach'],
  ['helping', 'help'],
  ['offering', 'offer'],
  ['collecting', 'collect'],
];

const OPENERS: [string, string][] = [
  ['turning', 'turn'],
  ['converting', 'convert'],
  ['transforming', 'transform'],
  ['making', 'make'],
  ['growing', 'grow'],
  ['delivering', 'deliver'],
  ['providing', 'provide'],
  ['refurbishing', 'refurbish'],
  ['producing', 'produce'],
  ['developing', 'develop'],
  ['bringing', 'bring'],
  ['creating', 'create'],
];

const verbs = new Map<string, string>([
  ...VERBS.trim()
    .split(/\s+/)
    .flatMap((verb): [string, string][] => [
      [verb, verb],
      [`${verb}s`, verb],
    ]),
  ...IRREGULAR,
  ...GERUNDS,
  ...OPENERS,
]);

const FUNCTION = `a an the and or of for with to in by from that who whose which our their they them we us you your it
  its is are be was at on into as every each before after without this these those than then when where while how what
  can will would do does did not but if so more most all any some only just also up out over between near through about
  per i my he she his her under across around during until using via among against towards off within onto no there here
  because whenever once twice next else too very one`;

export const ENGLISH: Lexicon = {
  headLast: true,
  articles: wordSet('a an the our their your its his her my this these those some'),
  theBy: { a: 'the', an: 'the', the: 'the', our: 'the', this: 'the', my: 'the' },
  function: wordSet(FUNCTION),
  adverbs: wordSet(`online directly together easily quickly locally also only instantly nearby
    automatically cheaply safely anywhere currently really actually always never worldwide live alone back down away
    home right straight`),
  verbs,
  gerunds: new Set(GERUNDS.map(([form]) => form)),
  openers: new Set([...GERUNDS, ...OPENERS].map(([form]) => form)),
  sureVerbs: wordSet(
    'helps sells delivers teaches connects matches collects develops makes offers provides lets cannot',
  ),
  beforeVerb:
    wordSet(`that who which we i you they to and or it not can will would also where please then do does
    directly online`),
  participles:
    wordSet(`made taught funded paid launched financed inspired aged grown baked based run built driven
    delivered designed owned led sold served produced backed recommended supported supplied`),
  people:
    wordSet(`people owners students teachers parents children kids families farmers growers patients women men
    adults teenagers seniors elders artists designers photographers freelancers workers employees commuters tourists
    travellers travelers visitors cyclists runners hikers drivers couriers doctors nurses vets dentists therapists
    lawyers developers engineers scientists researchers gamers players athletes musicians audiologists opticians writers readers listeners
    neighbours neighbors residents tenants landlords homeowners renters couples brides migrants refugees volunteers
    donors members buyers sellers shoppers makers craftspeople artisans carpenters bakers cooks chefs brewers
    winemakers beekeepers fishermen foresters founders entrepreneurs managers accountants consultants tutors pupils
    graduates apprentices beginners learners professionals hobbyists gardeners collectors fans lovers enthusiasts
    vegetarians vegans grandparents mothers fathers mums moms dads babies toddlers carers caregivers walkers sitters
    pilots sailors surfers climbers swimmers dancers singers pensioners retirees newcomers expats citizens villagers
    customers clients users households traders mechanics electricians plumbers builders architects backpackers youths
    girls boys translators grandmothers grandfathers streamers bloggers creators journalists librarians`),
  organisations:
    wordSet(`offices companies businesses restaurants cafes bars hotels hostels shops stores boutiques
    clinics hospitals pharmacies labs laboratories schools universities colleges kindergartens nurseries startups teams
    ngos charities museums theatres libraries gyms salons factories plants manufacturers brands retailers wholesalers
    supermarkets bakeries breweries wineries vineyards farms municipalities councils cities towns villages
    cooperatives agencies studios landlords builders contractors carriers airlines banks insurers publishers clubs
    associations parishes canteens caterers workshops garages dealers warehouses ports utilities smes institutions
    governments ministries suppliers distributors communities residences dormitories firms`),
  forms:
    wordSet(`subscription marketplace marketplaces franchise cooperative co-op coop non-profit nonprofit charity
    association foundation company startup start-up business project idea venture enterprise firm shop store service
    services market network community plan collective ngo organisation organization spin-off spinoff initiative agency campaign studio brand`),
  tools: wordSet(
    'app apps application software platform tool website site program system web dashboard plugin portal api chatbot bot assistant',
  ),
  places:
    wordSet(`neighbourhood neighborhood city cities town towns village villages region district area valley
    centre center countryside island mountains coast europe world country street campus`),
  times:
    wordSet(`morning evening night day week month year season weekend afternoon hour meeting lunch breakfast
    dinner christmas summer winter spring autumn monday friday saturday sunday mornings evenings
    weekends nights fridays saturdays sundays afternoons months weeks`),
  noise: wordSet(
    'new free simple easy great good better best cheap low-cost affordable modern own fully other own many cheaper faster easier safer simpler healthier',
  ),
  forSegment: wordSet('for to between among'),
  ofSupplier: wordSet('by from'),
  inPlace: wordSet('in across around near at'),
  byMeans: wordSet('by using via with'),
  atTime: wordSet('every each before after during on'),
  cuts: wordSet(
    'who that which in with without after before and or at near by from aged every for under on when through across during',
  ),
  links: wordSet('of'),
  ones: wordSet(`school academy gym podcast newsletter game cafe bakery restaurant farm hotel hostel workshop museum
    studio space centre center course film documentary magazine clinic festival library lab laboratory kindergarten
    garden brewery blog series hub library coworking theatre laundry hospital agency cinema market bar pub bistro bookshop
    theatre van truck kiosk stall choir orchestra`),
  venues:
    wordSet(`cafe restaurant bar pub bistro diner hotel hostel guesthouse campsite cinema theatre museum gallery
    bookshop tearoom truck kiosk`),
  labours:
    wordSet(`repair repairs cleaning grooming tutoring coaching catering gardening maintenance laundry removals
    babysitting sitting inspection inspections installation installations photography bookkeeping translation lessons classes course courses delivery
    deliveries`),
  trades: wordSet('bakery shop farm workshop restaurant cafe brewery winery studio factory store kitchen'),
  genders: {},
  deliver: /\b(?:deliver|ship|bring)/,
};
