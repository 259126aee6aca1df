/** A noun with its two numbers. */
export interface Noun {
  readonly singular: string;
  readonly plural: string;
}

/** A verb with the forms that agreement and auxiliaries ask for. */
export interface Verb {
  readonly base: string;
  readonly third: string;
  readonly past: string;
  readonly participle: string;
  readonly ing: string;
}

export const PEOPLE = [
  'farmer',
  'soldier',
  'teacher',
  'doctor',
  'captain',
  'sailor',
  'king',
  'queen',
  'judge',
  'priest',
  'lawyer',
  'merchant',
  'servant',
  'boy',
  'girl',
  'stranger',
  'officer',
  'president',
  'general',
  'prisoner',
  'student',
  'writer',
  'hunter',
  'painter',
] as const;

export const ANIMALS = [
  'dog',
  'cat',
  'horse',
  'cow',
  'bird',
  'wolf',
  'bear',
  'lion',
  'rabbit',
  'snake',
] as const;

export const OBJECTS = [
  'book',
  'letter',
  'lamp',
  'knife',
  'hat',
  'coat',
  'ring',
  'key',
  'map',
  'chair',
  'table',
  'boat',
  'basket',
  'bottle',
  'cup',
  'picture',
] as const;

export const PLACES = [
  'in the garden',
  'in the church',
  'in the kitchen',
  'in the forest',
  'in the field',
  'in the market',
  'in the village',
  'at the station',
  'at the harbor',
  'on the bridge',
  'on the hill',
  'near the river',
  'near the castle',
  'near the school',
] as const;

export const TIMES = [
  'in the morning',
  'in the evening',
  'at night',
  'at noon',
  'before breakfast',
  'after dinner',
  'on Monday',
  'on Sunday',
  'in winter',
  'in summer',
  'last year',
  'a week ago',
  'yesterday',
  'in March',
] as const;

export const REASONS = [
  'because it was late',
  'because it was cold',
  'because of the war',
  'because of the rain',
  'to save time',
  'to make money',
  'to please the people',
  'out of fear',
  'out of pity',
  'for the sake of peace',
] as const;

export const COMPANIONS = [
  'with a friend',
  'with two brothers',
  'with some neighbors',
  'with an old woman',
  'with the whole family',
  'with a guide',
  'with the other men',
  'with an uncle',
  'with a young nurse',
  'with three guards',
] as const;

/** Adjectives of people and things, each beside its opposite. */
export const OPPOSITES = [
  ['old', 'young'],
  ['rich', 'poor'],
  ['strong', 'weak'],
  ['happy', 'sad'],
  ['tall', 'short'],
  ['brave', 'afraid'],
  ['honest', 'false'],
  ['quiet', 'loud'],
  ['fast', 'slow'],
  ['kind', 'cruel'],
  ['wise', 'foolish'],
  ['hungry', 'full'],
] as const;

export const TRANSITIVE_VERBS: readonly Verb[] = [
  verb('carry', 'carries', 'carried', 'carried', 'carrying'),
  verb('find', 'finds', 'found', 'found', 'finding'),
  verb('take', 'takes', 'took', 'taken', 'taking'),
  verb('see', 'sees', 'saw', 'seen', 'seeing'),
  verb('hold', 'holds', 'held', 'held', 'holding'),
  verb('bring', 'brings', 'brought', 'brought', 'bringing'),
  verb('keep', 'keeps', 'kept', 'kept', 'keeping'),
  verb('make', 'makes', 'made', 'made', 'making'),
  verb('choose', 'chooses', 'chose', 'chosen', 'choosing'),
  verb('send', 'sends', 'sent', 'sent', 'sending'),
  verb('lose', 'loses', 'lost', 'lost', 'losing'),
  verb('buy', 'buys', 'bought', 'bought', 'buying'),
];

export const INTRANSITIVE_VERBS: readonly Verb[] = [
  verb('sleep', 'sleeps', 'slept', 'slept', 'sleeping'),
  verb('arrive', 'arrives', 'arrived', 'arrived', 'arriving'),
  verb('fall', 'falls', 'fell', 'fallen', 'falling'),
  verb('go', 'goes', 'went', 'gone', 'going'),
  verb('come', 'comes', 'came', 'come', 'coming'),
  verb('stay', 'stays', 'stayed', 'stayed', 'staying'),
  verb('wait', 'waits', 'waited', 'waited', 'waiting'),
  verb('laugh', 'laughs', 'laughed', 'laughed', 'laughing'),
  verb('appear', 'appears', 'appeared', 'appeared', 'appearing'),
  verb('sit', 'sits', 'sat', 'sat', 'sitting'),
  verb('work', 'works', 'worked', 'worked', 'working'),
  verb('die', 'dies', 'died', 'died', 'dying'),
];

/** The forms of a noun; irregular plurals are listed, the rest follow spelling. */
export function noun(singular: string): Noun {
  const irregular: Readonly<Record<string, string>> = {
    wolf: 'wolves',
    knife: 'knives',
    child: 'children',
    man: 'men',
  };
  const regular = /(?:s|x|ch|sh)$/.test(singular)
    ? `${singular}es`
    : `${singular.replace(/(?<=[^aeiou])y$/, 'ie')}s`;
  return { singular, plural: irregular[singular] ?? regular };
}

function verb(base: string, third: string, past: string, ...[participle, ing]: [string, string]): Verb {
  return { base, third, past, participle, ing };
}
