import { listOf } from '@lamella/datasets';

/** Names of things beside the name of their kind: every dog is an animal. */
export interface Kind {
  readonly name: string;
  readonly members: readonly string[];
}

/** Kinds with the members that training and development texts name. */
export const KINDS: readonly Kind[] = [
  { name: 'animal', members: listOf('dog, horse, lion, rabbit') },
  { name: 'bird', members: listOf('eagle, crow, swan, hawk') },
  { name: 'flower', members: listOf('rose, lily, daisy, tulip') },
  { name: 'tool', members: listOf('hammer, needle, spade, axe') },
  { name: 'weapon', members: listOf('sword, gun, spear, rifle') },
  { name: 'vehicle', members: listOf('car, truck, wagon, train') },
  { name: 'fruit', members: listOf('apple, pear, orange, cherry') },
  { name: 'garment', members: listOf('coat, shirt, skirt, jacket') },
];

/** Other members of the same kinds, for MNLI's mismatched set. */
export const OTHER_KINDS: readonly Kind[] = [
  { name: 'animal', members: listOf('cat, cow, wolf, bear') },
  { name: 'bird', members: listOf('goose, owl, robin, duck') },
  { name: 'flower', members: listOf('violet, orchid, poppy, iris') },
  { name: 'tool', members: listOf('drill, chisel, shovel, wrench') },
  { name: 'weapon', members: listOf('bow, pistol, dagger, bomb') },
  { name: 'vehicle', members: listOf('bus, cart, bicycle, van') },
  { name: 'fruit', members: listOf('plum, peach, grape, lemon') },
  { name: 'garment', members: listOf('cloak, dress, glove, vest') },
];
