import type { Random } from '@lamella/core';
import type { Figure, Picture } from './picture.ts';

/** Numbers of figures in words, from 0. */
export const COUNTS = ['zero', 'one', 'two', 'three', 'four'] as const;

/** `red circle` */
export function nameOf({ colour, shape }: Pick<Figure, 'colour' | 'shape'>): string {
  return `${colour} ${shape}`;
}

/** A caption of a picture in one of several forms, the figures in the order of their places. */
export function describe({ figures }: Picture, random: Random): string {
  const sentences = figures.map((figure) => ({
    sized: `a ${figure.size} ${nameOf(figure)}`,
    short: `a ${nameOf(figure)}`,
    place: `in the ${figure.place}`,
  }));
  const count = COUNTS[figures.length] ?? String(figures.length);
  const forms: readonly (() => string)[] = [
    () => `There is ${list(sentences.map(({ sized, place }) => `${sized} ${place}`))}.`,
    () => `The picture shows ${list(sentences.map(({ sized }) => sized))}.`,
    () => `${capitalise(list(sentences.map(({ short, place }) => `${short} is ${place}`)))}.`,
    () =>
      `There ${figures.length === 1 ? 'is one shape' : `are ${count} shapes`}: ${list(sentences.map(({ short }) => short))}.`,
  ];
  return random.pick(forms)();
}

/** `a, b and c` */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
