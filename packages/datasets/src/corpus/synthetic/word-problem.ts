import type { Random } from '@lamella/core';
import { listOf, pairsOf } from '../../word-lists.ts';

const PEOPLE = pairsOf(`
  Tom/he, Ben/he, Sam/he, Paul/he, Jack/he, Peter/he, Henry/he, David/he,
  Anna/she, Mary/she, Lucy/she, Emma/she, Sara/she, Kate/she, Jane/she, Alice/she
`);

const ITEMS = listOf(`
  apples, books, coins, stones, eggs, cards, pears, shells, stamps, nuts, balls, flowers, candles, buttons,
  pencils, fish, roses, letters, keys, cups
`);

const CONTAINERS = listOf('boxes, bags, baskets, jars, shelves, drawers');
const GAINS = listOf('buys, finds, gets, makes, wins, collects');
const LOSSES = listOf('loses, sells, breaks, drops, gives away, throws away');

/** No number is larger, so that a small model can learn all the sums. */
const LIMIT = 100;

/** Who a problem is about, and of what. */
interface Scene {
  readonly name: string;
  readonly other: string;
  readonly pronoun: string;
  readonly items: string;
  readonly container: string;
}

/** A sentence of the story and what there is after it. */
interface Step {
  readonly story: string;
  readonly result: number;
  /** The calculation that the sentence asks for; the first one may ask for none. */
  readonly work?: string;
  /** Where it isn't the usual one. */
  readonly question?: string;
}

/** @param count what there is before the step */
type MakeStep = (scene: Scene, count: number, random: Random) => Step;

/**
 * A word problem of one to three steps: a line with its story and question, and one with the worked answer. "Tom has 5 apples. He
 * buys 3 more. How many apples does Tom have now?", "5 + 3 = 8. The answer is: 8".
 */
export function wordProblem(random: Random): string {
  const scene = makeScene(random);
  const numSteps = 1 + random.int(3);
  let last = random.int(4) === 0 ? countContainers(scene, 0, random) : countItems(scene, 0, random);
  const steps = [last];
  const isWorked = (): readonly Step[] => steps.filter(({ work }) => work !== undefined);
  while (isWorked().length < numSteps) {
    const isEnd = isWorked().length === numSteps - 1;
    last = random.pick(possibleSteps(last.result, isEnd))(scene, last.result, random);
    steps.push(last);
  }
  const { question = `How many ${scene.items} does ${scene.name} have now?`, result } = last;
  const work = isWorked().map((step) => `${step.work}.`);
  return [
    [...steps.map(({ story }) => story), question].join(' '),
    [...work, `The answer is: ${result}`].join(' '),
  ].join('\n');
}

/** The kinds of steps that the number of things allows. Only an ending asks for something else than what there is. */
function possibleSteps(count: number, isEnd: boolean): MakeStep[] {
  return [
    ...(count < LIMIT ? [gain] : []),
    ...(count > 0 ? [lose] : []),
    ...(count > 0 && count * 2 <= LIMIT ? [multiply] : []),
    ...(isEnd && friendsFor(count).length > 0 ? [shareOut] : []),
  ];
}

const countItems: MakeStep = ({ name, items }, _, random) => {
  const result = 1 + random.int(LIMIT / 2);
  return { story: `${name} has ${result} ${items}.`, result };
};

const countContainers: MakeStep = ({ name, items, container }, _, random) => {
  const [number, each] = [2 + random.int(9), 2 + random.int(9)];
  return {
    story: `${name} has ${number} ${container} with ${each} ${items} each.`,
    work: `${number} * ${each} = ${number * each}`,
    result: number * each,
  };
};

const gain: MakeStep = ({ pronoun }, count, random) => {
  const more = 1 + random.int(LIMIT - count);
  return {
    story: `${capital(pronoun)} ${random.pick(GAINS)} ${more} more.`,
    work: `${count} + ${more} = ${count + more}`,
    result: count + more,
  };
};

const lose: MakeStep = ({ pronoun, other }, count, random) => {
  const less = 1 + random.int(count);
  const verb = random.pick([...LOSSES.map((loss) => `${loss} ${less}`), `gives ${less} to ${other}`]);
  return {
    story: `${capital(pronoun)} ${verb}.`,
    work: `${count} - ${less} = ${count - less}`,
    result: count - less,
  };
};

const multiply: MakeStep = ({ pronoun }, count, random) => {
  const times = 2 + random.int(Math.floor(LIMIT / count) - 1);
  const amount = times === 2 ? 'twice' : `${times} times`;
  return {
    story: `Then ${pronoun} has ${amount} as many.`,
    work: `${count} * ${times} = ${count * times}`,
    result: count * times,
  };
};

const shareOut: MakeStep = ({ name, items }, count, random) => {
  const friends = random.pick(friendsFor(count));
  return {
    story: `${name} shares them equally among ${friends} friends.`,
    work: `${count} / ${friends} = ${count / friends}`,
    result: count / friends,
    question: `How many ${items} does each friend get?`,
  };
};

/** Numbers of friends that things can be shared among. */
function friendsFor(count: number): number[] {
  return count === 0 ? [] : [2, 3, 4, 5, 6, 7, 8, 9, 10].filter((friends) => count % friends === 0);
}

function makeScene(random: Random): Scene {
  const [name, pronoun] = random.pick(PEOPLE);
  const [other] = random.pick(PEOPLE.filter(([each]) => each !== name));
  return { name, pronoun, other, items: random.pick(ITEMS), container: random.pick(CONTAINERS) };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
