import { countedMethods, findRule, type Look } from '@lamella/metrics/selection';
import { distinct } from './collections.ts';
import type { FigureRows, ScoreRow } from './rows.ts';

/** How a method looks, the same in every figure of the same rows. */
export interface MethodStyle extends Look {
  readonly name: string;
  readonly title: string;
  /** The kind of method whose look it has: `full`, `head`, `none`, or the name of a rule that selects layers. */
  readonly kind?: string;
}

/** The columns of a row that say what a method does. */
export type Tuned = Pick<ScoreRow, 'tuning' | 'selection'>;

const hexagon = 'M0,-1.1L.95,-.55L.95,.55L0,1.1L-.95,.55L-.95,-.55Z';
const saltire = 'M-1,-.5L-.5,-1L0,-.5L.5,-1L1,-.5L.5,0L1,.5L.5,1L0,.5L-.5,1L-1,.5L-.5,0Z';
// Pointed shapes reach beyond the square, so that they look as large as a circle of the same size.
const pentagon = 'M0,-1.1L1.05,-.34L.65,.9L-.65,.9L-1.05,-.34Z';
const kite = 'M0,-1.3L.7,0L0,1.3L-.7,0Z';

/** Okabe and Ito's palette, which colour-blind readers can tell apart, is that of the rules; references are grey. */
const references: Readonly<Record<string, Look & { readonly title: string }>> = {
  full: { title: 'Full fine-tuning', colour: '#57606a', shape: hexagon },
  head: { title: 'Head only', colour: '#a0a7af', shape: saltire },
  none: { title: 'Untuned', colour: '#a0a7af', shape: saltire },
};

/** Kinds of methods with a look of their own, in display order. */
const upper = ['full', 'all', ...countedMethods];
/** The floor: head-only tuning and the untuned model, shown at the end. */
const lower = ['head', 'none'];

/** For other methods: dark colours of Tol's muted scheme, which differ from those above. */
const furtherColours = ['#882255', '#332288', '#7a7a1f', '#44aa99', '#8b4513'] as const;
const furtherShapes = ['triangle-right', pentagon, 'triangle-left', kite] as const;

/** Whether a method trains LoRA: all but full fine-tuning, head-only tuning and none, which have neither rank nor N. */
export function usesLora({ tuning }: Tuned): boolean {
  return tuning === 'lora';
}

/** Whether a method gives LoRA to some layers and not to others. */
export function selectsLayers({ tuning, selection }: Tuned): boolean {
  return tuning === 'lora' && selection !== 'all';
}

function kindOf({ tuning, selection }: Tuned): string {
  return tuning === 'lora' ? (selection ?? 'all') : tuning;
}

/** The title and the look of a kind of methods, if it has one. */
function kindStyle(kind: string): (Look & { readonly title: string }) | undefined {
  const rule = findRule(kind);
  return rule?.look === undefined ? references[kind] : { ...rule.look, title: `LoRA, ${rule.title}` };
}

/** The colour of a rule that selects layers. */
export function methodColour(rule: string): string {
  return kindStyle(rule)?.colour ?? furtherColours[0];
}

/** Whether an adapter, if there is one, is LoRA that starts as LoRA does. */
export function isPlain({ adapter, initialisation }: Pick<ScoreRow, 'adapter' | 'initialisation'>): boolean {
  return adapter === null || (adapter === 'lora' && (initialisation ?? 'standard') === 'standard');
}

/**
 * The method that stands for a kind and has its look, where several are of that kind: one with plain LoRA, then
 * the one that is called like it, then the first by name.
 */
export function plainMethod(rows: readonly ScoreRow[], kind: string): string | undefined {
  const own = rows.filter((row) => kindOf(row) === kind);
  const plain = own.filter(isPlain);
  const names = distinct(plain.length > 0 ? plain : own, ({ method }) => method).toSorted();
  return names.find((name) => name === kind) ?? names[0];
}

/** A method's name as figures print it. */
export function methodTitle(method: string, styles: readonly MethodStyle[]): string {
  return styles.find(({ name }) => name === method)?.title ?? method;
}

/**
 * The styles of the methods that occur, in display order: references first, methods without the look of a kind sorted by
 * name after the others, and head-only tuning, the floor, at the end. What a spec calls a method is its title.
 */
export function methodStyles({ scores }: Pick<FigureRows, 'scores'>): readonly MethodStyle[] {
  const titles = new Map(scores.map((row) => [row.method, row.methodTitle]));
  const ofKinds = (kinds: readonly string[]): MethodStyle[] =>
    kinds.flatMap((kind) => {
      const [name, look] = [plainMethod(scores, kind), kindStyle(kind)];
      if (name === undefined || look === undefined) return [];
      const title = titles.get(name) ?? name;
      // A method without a title has its name for one.
      const hasOwnTitle = title !== name || !scores.some((row) => row.method === name && isPlain(row));
      const isUntitled = !hasOwnTitle && (name === kind || kind in references);
      return [{ ...look, name, kind, title: isUntitled ? look.title : title }];
    });
  const [above, below] = [ofKinds(upper), ofKinds(lower)];
  const known = new Set([...above, ...below].map(({ name }) => name));
  const further = [...titles]
    .filter(([name]) => !known.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, title], index) => ({ name, title, ...furtherLook(index) }));
  return [...above, ...further, ...below];
}

/** Five colours and four shapes have no common factor: twenty looks before one comes again. */
function furtherLook(index: number): { colour: string; shape: string } {
  return {
    colour: furtherColours[index % furtherColours.length] as string,
    shape: furtherShapes[index % furtherShapes.length] as string,
  };
}
