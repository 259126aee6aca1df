/** Names of things beside the name of their kind: every dog is an animal. */
export interface Kind {
  readonly name: string;
  readonly members: readonly string[];
}

/** Kinds with the members that training and development texts name. */
export const KINDS: readonly Kind[] = [
  { name: 'animal', members: ['dog', 'horse', 'lion', 'rabbit'] },
  { name: 'bird', members: ['eagle', 'crow', 'swan', 'hawk'] },
  { name: 'flower', members: ['rose', 'lily', 'daisy', 'tulip'] },
  { name: 'tool', members: ['hammer', 'saw', 'spade', 'axe'] },
  { name: 'weapon', members: ['sword', 'gun', 'spear', 'rifle'] },
  { name: 'vehicle', members: ['car', 'truck', 'wagon', 'train'] },
  { name: 'fruit', members: ['apple', 'pear', 'orange', 'cherry'] },
  { name: 'garment', members: ['coat', 'shirt', 'skirt', 'jacket'] },
];

/** Other members of the same kinds, for MNLI's mismatched set. */
export const OTHER_KINDS: readonly Kind[] = [
  { name: 'animal', members: ['cat', 'cow', 'wolf', 'bear'] },
  { name: 'bird', members: ['goose', 'owl', 'robin', 'duck'] },
  { name: 'flower', members: ['violet', 'orchid', 'poppy', 'iris'] },
  { name: 'tool', members: ['drill', 'chisel', 'shovel', 'wrench'] },
  { name: 'weapon', members: ['bow', 'pistol', 'dagger', 'bomb'] },
  { name: 'vehicle', members: ['bus', 'cart', 'bicycle', 'van'] },
  { name: 'fruit', members: ['plum', 'peach', 'grape', 'lemon'] },
  { name: 'garment', members: ['cloak', 'dress', 'glove', 'vest'] },
];
