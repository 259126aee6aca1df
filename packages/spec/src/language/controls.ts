import { z } from 'zod';
import { anyOf, listOf, oneOf, overridesOf, positiveNumber, share, wholeNumber } from './fields.ts';

/** Arms that a spec asks for beside those of its methods, and how learning rates are chosen. */

/** Controls that are one arm for each method that they are of. */
export const plainControls = [
  'equal-parameters',
  'equal-time',
  'least-important',
  'shuffled-importance',
] as const;
/** Controls of several draws. */
export const drawnControls = ['random', 'shuffled-importance'] as const;
export type ControlKind = (typeof plainControls)[number] | (typeof drawnControls)[number];

/** More draws than any spread is known better by. */
const mostDraws = 1000;
const draws = wholeNumber(1, mostDraws);

/** `controls:` of a spec. */
export const controlList = z
  .array(
    anyOf(
      [
        oneOf(plainControls),
        overridesOf({ random: draws, 'shuffled-importance': draws }).refine(
          (value) => Object.keys(value).length === 1,
          { abort: true },
        ),
      ],
      `one of ${plainControls.join(', ')}, or a number of draws such as {random: 10} or {shuffled-importance: 10}`,
    ),
    { error: 'a list of controls' },
  )
  .min(1, { error: 'a list with at least one of controls' })
  .describe(
    "Arms that show whether a selection is worth its cost, of each method whose layers are selected by importance or listed. equal-parameters: the rank is raised until it trains as many as LoRA in all layers; equal-time: as many steps as LoRA in all layers has time for, by the seconds per step that were measured in the run; {random: 10}: ten draws of random layers, each the same for every seed; least-important: the order of layers reversed; shuffled-importance: every layer has another one's importance",
  );

const tuneShape = {
  learningRate: listOf(positiveNumber(), 'learning rates').describe(
    'Candidates, each of which is tried; the best one takes the place of training.learningRate',
  ),
  share: share().describe('Share of the training examples that candidates are scored on (default: 0.2)'),
  budget: wholeNumber(1).describe("Epochs that each candidate trains for (default: training's)"),
  seed: wholeNumber(0).describe('Seed of the split and of the trainings of candidates (default: 0)'),
};

/** `tune:` of a spec or of a method. */
export const tuneOverrides = overridesOf(tuneShape).describe(
  'The learning rate is chosen for each method, task, N and rank: candidates are trained on a part of the training examples and scored on the rest, never on the dev set',
);

/** Learning rates that are tried, and how. */
export interface TuneChoices {
  readonly learningRate?: readonly number[];
  readonly share?: number;
  readonly budget?: number;
  readonly seed?: number;
}

/** One control of a list, and the number of its draws; undefined where it isn't drawn. */
export interface ControlChoice {
  readonly kind: ControlKind;
  readonly draws: number | undefined;
}

/** A control as it stands in a list. */
export function readControl(
  control: z.output<typeof controlList>[number] | Readonly<Record<string, number>>,
): ControlChoice {
  if (typeof control === 'string') return { kind: control, draws: undefined };
  const [[kind, count] = ['random', 1]] = Object.entries(control);
  return { kind: kind as ControlKind, draws: count };
}
