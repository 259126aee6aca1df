import type { Random } from '@lamella/core';
import { listOf, pairsOf } from '@lamella/datasets';

const PEOPLE = pairsOf('Tom/he, Ben/he, Sam/he, Jack/he, Anna/she, Mary/she, Lucy/she, Kate/she');
const ITEMS = listOf('apples, books, coins, eggs, cards, stamps, balls, cups');
const CONTAINERS = listOf('boxes, bags, jars, drawers');

/** No count is larger: a small model learns few sums. */
const LARGEST = 20;

/** A story with a question about a number. */
export interface Story {
  readonly question: string;
  /** The calculations, one after the other, such as "3 + 4 = 7. 7 - 2 = 5." */
  readonly work: string;
  readonly answer: number;
  readonly numSteps: number;
}

/** The next event of a story, and the calculation that it asks for. */
interface Turn {
  readonly sentence: string;
  readonly work: string;
  readonly result: number;
}

interface Scene {
  readonly pronoun: string;
  readonly items: string;
}

/** A word problem of a number of steps, each of which goes on from the last result. */
export function makeStory(random: Random, numSteps: number): Story {
  const [name, pronoun] = random.pick(PEOPLE);
  const scene = { pronoun: capital(pronoun), items: random.pick(ITEMS) };
  const sentences: string[] = [];
  const turns: Turn[] = [];
  let count = 0;
  if (random.int(3) === 0) {
    const turn = countContainers(name, scene.items, random);
    turns.push(turn);
    count = turn.result;
  } else {
    count = 1 + random.int(9);
    sentences.push(`${name} has ${count} ${scene.items}.`);
  }
  while (turns.length < numSteps) {
    const turn = takeTurn(scene, count, random);
    turns.push(turn);
    count = turn.result;
  }
  sentences.push(...turns.map(({ sentence }) => sentence));
  return {
    question: `${sentences.join(' ')} How many ${scene.items} does ${name} have now?`,
    work: turns.map(({ work }) => `${work}.`).join(' '),
    answer: count,
    numSteps,
  };
}

function countContainers(name: string, items: string, random: Random): Turn {
  const [number, each] = random.pick([...[2, 3, 4].map((n) => [n, 2]), ...[2, 3, 4].map((n) => [n, 3])]) as [
    number,
    number,
  ];
  return {
    sentence: `${name} has ${number} ${random.pick(CONTAINERS)} with ${each} ${items} in each.`,
    work: `${number} * ${each} = ${number * each}`,
    result: number * each,
  };
}

function takeTurn({ pronoun }: Scene, count: number, random: Random): Turn {
  const isGain = count < 2 || (count < LARGEST && random.int(2) === 0);
  if (isGain) {
    const more = 1 + random.int(Math.min(9, LARGEST - count));
    const verb = random.pick(['buys', 'finds', 'gets']);
    return {
      sentence: `${pronoun} ${verb} ${more} more.`,
      work: `${count} + ${more} = ${count + more}`,
      result: count + more,
    };
  }
  const less = 1 + random.int(Math.min(9, count));
  const verb = random.pick([`loses ${less}`, `sells ${less}`, `gives away ${less}`]);
  return {
    sentence: `${pronoun} ${verb} of them.`,
    work: `${count} - ${less} = ${count - less}`,
    result: count - less,
  };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
