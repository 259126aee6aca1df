import { alternatingRule, firstRule, lastRule, randomRule } from './rules/by-position.ts';
import { blockInfluenceRule } from './rules/block-influence.ts';
import { ckaDebiasedRule } from './rules/cka-debiased.ts';
import { ckaRule } from './rules/cka.ts';
import { effectiveRankRule } from './rules/effective-rank.ts';
import { fimRule } from './rules/fim.ts';
import { allRule, listRule, oneHotRule } from './rules/given.ts';
import { gradientNormRule } from './rules/gradient-norm.ts';
import { normGrowthRule } from './rules/norm-growth.ts';
import { rbfCkaRule } from './rules/rbf-cka.ts';
import type { CountedRule, ForwardImportance, GivenRule, Importance } from './selection-rule.ts';

/**
 * Every way to choose the layers that are tuned, in the order in which figures show them: the one list that specs,
 * their schema, planning, the command line, files of importance, tables and figures derive from.
 */
export const selectionRules = [
  ckaRule,
  fimRule,
  blockInfluenceRule,
  ckaDebiasedRule,
  rbfCkaRule,
  effectiveRankRule,
  normGrowthRule,
  gradientNormRule,
  randomRule,
  firstRule,
  lastRule,
  alternatingRule,
  allRule,
  listRule,
  oneHotRule,
] as const;

type Rules = (typeof selectionRules)[number];
/** The name of a rule. */
export type SelectionMethod = Rules['name'];
/** The name of a rule that chooses N layers. */
export type CountedMethod = Extract<Rules, { readonly choosesN: true }>['name'];
/** The name of a rule by importance. */
export type ImportanceMethod = Extract<Rules, { readonly importance: Importance }>['name'];
/** The name of a rule by importance that a forward pass gives. */
export type ForwardMethod = Extract<Rules, { readonly importance: ForwardImportance }>['name'];
/** The name of a rule by importance that needs gradients. */
export type BackwardMethod = Exclude<ImportanceMethod, ForwardMethod>;

/** Any rule, whichever it is. */
export type SelectionRule = (CountedRule | GivenRule) & { readonly importance?: Importance };

const all: readonly SelectionRule[] = selectionRules;

/** The names of all rules. */
export const selectionMethods: readonly SelectionMethod[] = selectionRules.map(({ name }) => name);

/** The names of the rules that choose N layers. */
export const countedMethods = selectionMethods.filter(
  (name): name is CountedMethod => findRule(name)?.choosesN === true,
);

/** The names of the rules by importance. */
export const importanceMethods = selectionMethods.filter(
  (name): name is ImportanceMethod => importanceOf(name) !== undefined,
);

/** The rule of a name, or undefined if there is none. */
export function findRule(name: string): SelectionRule | undefined {
  return all.find((rule) => rule.name === name);
}

/** Whether a rule's ranking may leave out the first layers of the order. */
export function readsDropFirst(name: string): boolean {
  return findRule(name)?.settings?.includes('dropFirst') === true;
}

/** How the importance that a rule selects by is measured; undefined for a rule that needs none. */
export function importanceOf(name: ImportanceMethod): Importance;
export function importanceOf(name: string): Importance | undefined;
export function importanceOf(name: string): Importance | undefined {
  return findRule(name)?.importance;
}

/** Whether a method's importance is given by a forward pass alone. */
export function isForwardMethod(name: ImportanceMethod): name is ForwardMethod {
  return importanceOf(name).needs === 'forward';
}

/** The record of importance that a forward pass gives. */
export function forwardImportance(name: ForwardMethod): ForwardImportance {
  return importanceOf(name) as ForwardImportance;
}
