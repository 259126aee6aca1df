import type { FigureRows } from './rows.ts';

/** How a method looks, the same in every figure of the same rows. */
export interface MethodStyle {
  readonly name: string;
  readonly title: string;
  readonly colour: string;
  /** A Vega symbol: a name or an SVG path in the square from -1 to 1. */
  readonly shape: string;
}

// Pointed shapes reach beyond the square, so that they look as large as a circle of the same size.
const star = 'M0,-1.25L.3,-.4L1.19,-.39L.48,.15L.73,1.01L0,.5L-.73,1.01L-.48,.15L-1.19,-.39L-.3,-.4Z';
const hexagon = 'M0,-1.1L.95,-.55L.95,.55L0,1.1L-.95,.55L-.95,-.55Z';
const saltire = 'M-1,-.5L-.5,-1L0,-.5L.5,-1L1,-.5L.5,0L1,.5L.5,1L0,.5L-.5,1L-1,.5L-.5,0Z';
const pentagon = 'M0,-1.1L1.05,-.34L.65,.9L-.65,.9L-1.05,-.34Z';
const kite = 'M0,-1.3L.7,0L0,1.3L-.7,0Z';

/** Okabe and Ito's palette, which colour-blind readers can tell apart; references in greys. In display order. */
const knownStyles: readonly MethodStyle[] = [
  { name: 'full', title: 'Full fine-tuning', colour: '#57606a', shape: hexagon },
  { name: 'all', title: 'LoRA, all layers', colour: '#000000', shape: star },
  { name: 'cka', title: 'LoRA, CKA (1 − CKA)', colour: '#0072b2', shape: 'circle' },
  { name: 'fim', title: 'LoRA, FIM', colour: '#d55e00', shape: 'square' },
  { name: 'random', title: 'LoRA, random layers', colour: '#cc79a7', shape: 'diamond' },
  { name: 'first', title: 'LoRA, first layers', colour: '#009e73', shape: 'triangle-up' },
  { name: 'last', title: 'LoRA, last layers', colour: '#e69f00', shape: 'triangle-down' },
  { name: 'alternating', title: 'LoRA, alternating layers', colour: '#56b4e9', shape: 'cross' },
  { name: 'head', title: 'Head only', colour: '#a0a7af', shape: saltire },
  { name: 'base', title: 'Untuned', colour: '#a0a7af', shape: saltire },
];

/** For methods without a style of their own: dark colours of Tol's muted scheme, which differ from those above. */
const furtherColours = ['#882255', '#332288', '#7a7a1f', '#44aa99', '#8b4513'] as const;
const furtherShapes = ['triangle-right', pentagon, 'triangle-left', kite] as const;

/** Whether a method trains LoRA: all but full fine-tuning, head-only tuning and none, which have neither rank nor N. */
export function usesLora(method: string): boolean {
  return method !== 'full' && method !== 'head' && method !== 'base';
}

/** Whether a method gives LoRA to some layers and not to others; `all` and variants of it (`all-pissa`) do not. */
export function selectsLayers(method: string): boolean {
  return usesLora(method) && !/^all(-|$)/.test(method);
}

/** The style of a method that has one of its own. */
export function knownStyle(name: 'cka' | 'fim' | 'all'): MethodStyle {
  return knownStyles.find((style) => style.name === name) as MethodStyle;
}

/** A method's name as figures print it. */
export function methodTitle(method: string, styles: readonly MethodStyle[]): string {
  return styles.find(({ name }) => name === method)?.title ?? method;
}

/**
 * The styles of the methods that occur, in display order: references first, methods unknown to the theme sorted by
 * name after the known ones, and head-only tuning, the floor, at the end.
 */
export function methodStyles({ scores }: Pick<FigureRows, 'scores'>): readonly MethodStyle[] {
  const titles = new Map(scores.map((row) => [row.method, row.methodTitle]));
  const known = knownStyles.filter((style) => titles.has(style.name));
  const unknown = [...titles]
    .filter(([name]) => !knownStyles.some((style) => style.name === name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, title], index) => ({ name, title, ...furtherLook(index) }));
  const isFloor = ({ name }: MethodStyle): boolean => name === 'head' || name === 'base';
  return [...known.filter((style) => !isFloor(style)), ...unknown, ...known.filter(isFloor)];
}

/** Five colours and four shapes have no common factor: twenty looks before one comes again. */
function furtherLook(index: number): { colour: string; shape: string } {
  return {
    colour: furtherColours[index % furtherColours.length] as string,
    shape: furtherShapes[index % furtherShapes.length] as string,
  };
}
