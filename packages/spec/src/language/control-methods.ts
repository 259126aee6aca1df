import { canonicalJson } from '@lamella/core';
import { findRule, importanceOf } from '@lamella/metrics/selection';
import type { Path } from './describe-issues.ts';
import { type ControlKind, readControl } from './controls.ts';
import type { ExperimentSpec, MethodSpec, Selection } from './experiment-spec.ts';

/** One of several draws, which are reported as a distribution. */
export interface Draw {
  /** Counted from 1. */
  readonly number: number;
  /** All draws of the same kind: their name and title. */
  readonly family: string;
  readonly title: string;
}

/** The reason for an arm that a spec has by its `controls`. */
export interface Control {
  readonly kind: ControlKind;
  /** The method that it is a control of; undefined for random layers. */
  readonly of?: string;
  /** The method that it is made equal to. */
  readonly reference?: string;
  readonly draw?: Draw;
}

/** A method of a spec, or an arm of its controls. */
export type ControlledMethod = MethodSpec & { readonly control?: Control };

/** A spec whose controls are among its methods. */
export type ControlledSpec = Omit<ExperimentSpec, 'methods'> & {
  readonly methods: Readonly<Record<string, ControlledMethod>>;
};

/** A control that can't be made of a spec's methods. */
interface ControlProblem {
  readonly path: Path;
  readonly message: string;
}

const known = new WeakMap<ExperimentSpec, ControlledSpec>();

/**
 * Puts the arms of a spec's controls among its methods: of each method whose layers are selected by importance or listed one arm of
 * each control, and the draws of random layers, which have the settings of these methods.
 */
export function withControls(spec: ExperimentSpec): ControlledSpec {
  if (spec.controls === undefined) return spec;
  const { controls: _controls, ...plain } = spec;
  const made = known.get(spec) ?? { ...plain, methods: { ...spec.methods, ...makeArms(spec).arms } };
  known.set(spec, made);
  return made;
}

/** The names of a spec's methods, and of the arms of its controls. */
export function methodNames(spec: ExperimentSpec): string[] {
  return Object.keys(withControls(spec).methods);
}

/** Names that a spec's arms are compared by: those of its methods, with draws of a kind as one. */
export function armNames(spec: ExperimentSpec): string[] {
  const methods = Object.entries(withControls(spec).methods);
  return [...new Set(methods.map(([name, { control }]) => armName(name, control)))];
}

/** The name that a method's arm is compared by: its own, or that of all draws of the kind. */
export function armName(method: string, control: Control | undefined): string {
  return control?.draw?.family ?? method;
}

/** Where the control stands that an arm is of. */
export function controlPaths({ controls = [] }: ExperimentSpec, control: Control | undefined): Path[] {
  return controls.flatMap((one, index) =>
    readControl(one).kind === control?.kind ? [['controls', index]] : [],
  );
}

/** The controls of a spec that its methods don't allow, with where they stand. */
export function controlProblems(spec: ExperimentSpec): ControlProblem[] {
  return spec.controls === undefined ? [] : makeArms(spec).problems;
}

type NamedMethod = readonly [name: string, method: MethodSpec];

interface Arms {
  readonly arms: Record<string, ControlledMethod>;
  readonly problems: ControlProblem[];
}

function makeArms(spec: ExperimentSpec): Arms {
  const found: Arms = { arms: {}, problems: [] };
  const kinds = new Set<string>();
  for (const [index, choice] of (spec.controls ?? []).map(readControl).entries()) {
    const path = ['controls', index];
    const refuse = (message: string): unknown => found.problems.push({ path, message });
    if (kinds.has(choice.kind)) refuse(`Expected each control once, got ${choice.kind} a second time.`);
    kinds.add(choice.kind);
    const made = armsOf(choice.kind, { spec, draws: choice.draws, refuse });
    for (const [name, arm] of made) {
      if (Object.hasOwn(spec.methods, name))
        refuse(`Expected no method of the name ${name}, which is that of a control, got one. Rename it.`);
      found.arms[name] = arm;
    }
  }
  return found;
}

interface Making {
  readonly spec: ExperimentSpec;
  readonly draws: number | undefined;
  refuse(message: string): unknown;
}

type NamedArm = readonly [name: string, arm: ControlledMethod];

function armsOf(kind: ControlKind, making: Making): NamedArm[] {
  if (kind === 'random') return randomArms(making);
  const bases = basesOf(making.spec).filter(
    ([, method]) => kind.startsWith('equal-') || selectionsOf(method).some(isByImportance),
  );
  if (bases.length === 0)
    making.refuse(
      `Expected a method that selects layers by importance${kind.startsWith('equal-') ? ' or lists them' : ''} for the control ${kind}, got none.`,
    );
  if (kind === 'equal-parameters' || kind === 'equal-time')
    return bases.flatMap((base) => equalArm(kind, base, making));
  return bases.flatMap((base) => orderArms(kind, base, making.draws));
}

/** Methods whose layers are selected by importance or listed: those whose worth the controls show. */
function basesOf({ methods }: ExperimentSpec): NamedMethod[] {
  return Object.entries(methods).filter(
    ([, method]) =>
      method.tuning === 'lora' && selectionsOf(method).some((one) => isByImportance(one) || isListed(one)),
  );
}

function selectionsOf({ selection, perTask = {} }: MethodSpec): Selection[] {
  return [selection, ...Object.values(perTask).map((one) => one?.selection)].filter(
    (one) => one !== undefined,
  );
}

function isByImportance(selection: Selection): boolean {
  return typeof selection === 'string' && importanceOf(selection) !== undefined;
}

/** Layers one by one, as a list or a one-hot string, or those that were published. */
function isListed(selection: Selection): boolean {
  return typeof selection !== 'string' || findRule(selection) === undefined;
}

function equalArm(
  kind: 'equal-parameters' | 'equal-time',
  [name, method]: NamedMethod,
  { spec, refuse }: Making,
): NamedArm[] {
  const reference = Object.entries(spec.methods).find(
    ([, one]) => one.tuning === 'lora' && one.selection === 'all' && isAdaptedAlike(one, method),
  );
  if (reference === undefined) {
    refuse(
      `Expected a method of selection all with the adapter settings of ${name}, which ${kind} is measured by, got none.`,
    );
    return [];
  }
  const control = { kind, of: name, reference: reference[0] };
  return [[`${name}-${kind}`, { ...method, title: titled(name, method, kind.replace('-', ' ')), control }]];
}

function isAdaptedAlike(a: MethodSpec, b: MethodSpec): boolean {
  const settingsOf = ({ adapter, perTask = {} }: MethodSpec): unknown => [
    adapter ?? {},
    Object.entries(perTask).map(([task, one]) => [task, one?.adapter ?? {}]),
  ];
  return canonicalJson(settingsOf(a)) === canonicalJson(settingsOf(b));
}

function orderArms(kind: ControlKind, [name, method]: NamedMethod, draws: number | undefined): NamedArm[] {
  const words = kind.replace('-', ' ');
  if (draws === undefined)
    return [
      [`${name}-${kind}`, { ...method, title: titled(name, method, words), control: { kind, of: name } }],
    ];
  const family = { family: `${name}-${kind}`, title: titled(name, method, words) };
  return drawnArms(family, draws, { ...method, control: { kind, of: name } });
}

/** Draws of random layers with the settings of each kind of method that selects layers. */
function randomArms({ spec, draws = 1 }: Making): NamedArm[] {
  const bases = basesOf(spec);
  const kinds = new Map(
    bases.map(([name, method]) => [canonicalJson(withoutSelection(method)), [name, method] as const]),
  );
  const control = { kind: 'random' } as const;
  if (kinds.size < 2) {
    const [settings] = bases.map(([, method]) => withoutSelection(method));
    const family = { family: 'random-draws', title: 'random layers' };
    return drawnArms(family, draws, { tuning: 'lora', ...settings, selection: 'random', control });
  }
  return [...kinds.values()].flatMap(([name, method]) => {
    const family = { family: `${name}-random-draws`, title: titled(name, method, 'random layers') };
    return drawnArms(family, draws, { ...withoutSelection(method), selection: 'random', control });
  });
}

function drawnArms(
  { family, title }: Omit<Draw, 'number'>,
  draws: number,
  method: ControlledMethod & { readonly control: Control },
): NamedArm[] {
  return Array.from({ length: draws }, (_, index) => {
    const number = index + 1;
    const control = { ...method.control, draw: { number, family, title } };
    const name = family.endsWith('-draws') ? family.replace(/s$/, '') : family;
    return [`${name}-${number}`, { ...method, title: `${title}, draw ${number}`, control }];
  });
}

/** The settings of a method that hold for random layers as well. */
function withoutSelection({
  title: _title,
  selection: _selection,
  importance: _importance,
  perTask,
  ...settings
}: MethodSpec): MethodSpec {
  if (perTask === undefined) return settings;
  const tasks = Object.entries(perTask).map(([task, { selection: _own, ...rest } = {}]) => [task, rest]);
  return { ...settings, perTask: Object.fromEntries(tasks) as NonNullable<MethodSpec['perTask']> };
}

function titled(name: string, { title = name }: MethodSpec, words: string): string {
  return `${title}, ${words}`;
}
