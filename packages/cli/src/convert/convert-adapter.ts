import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADAPTER_NOTES, describeAdapter, saveAdapter } from '@lamella/adapters';
import { UserError } from '@lamella/core';
import { openModel } from '../predict/open-model.ts';

/** Options of `lamella convert`. */
export interface ConvertRequest {
  /** A PiSSA adapter, as Lamella or PEFT saves it. */
  readonly adapter: string;
  /** The plain LoRA's: a new or empty folder. */
  readonly output: string;
  /** The base, if not the one that the adapter's files name. */
  readonly model?: string;
}

/** The result of a conversion. */
export interface ConvertReport {
  /** R, before and after. */
  readonly rank: number;
  readonly newRank: number;
}

/** Notes beside an adapter's own files that stay true of the new one. */
const KEPT_NOTES = ADAPTER_NOTES.filter((name) => name !== 'README.md');

/**
 * Writes a PiSSA adapter as a plain LoRA of twice the rank, W - s · B₀ A₀ + s · B A = W + s · [B, -B₀] [A; A₀], which computes the
 * same on the base as it is: whoever loads it decomposes nothing.
 *
 * @throws {UserError} (exit code 2) for an adapter that did not start from PiSSA, and if the output holds something
 */
export async function convertAdapter({
  adapter,
  output,
  model: asked,
}: ConvertRequest): Promise<ConvertReport> {
  requireFree(output);
  const { base, revision } = describeAdapter(adapter);
  const { model, adapted } = await openModel({ adapter, ...(asked !== undefined && { model: asked }) });
  try {
    const config = adapted?.config;
    if (adapted === undefined || config?.kind !== 'lora' || (config.init ?? 'standard') === 'standard')
      throw new UserError(
        `Expected a PiSSA adapter in ${adapter} ("init_lora_weights": "pissa"), got another kind, which needs no conversion.`,
        { exitCode: 2 },
      );
    const notes = Object.fromEntries(
      KEPT_NOTES.filter((name) => existsSync(join(adapter, name))).map((name) => [
        name,
        readFileSync(join(adapter, name), 'utf8'),
      ]),
    );
    await saveAdapter(output, {
      model,
      adapted,
      baseModel: base ?? asked ?? '',
      revision,
      asLora: true,
      notes,
    });
    return { rank: config.rank, newRank: 2 * config.rank };
  } finally {
    model.dispose();
  }
}

function requireFree(output: string): void {
  const found = existsSync(output) ? readdirSync(output) : [];
  if (found.length === 0) return;
  throw new UserError(
    `Expected an empty or new folder for the converted adapter, got ${output} with ${found.toSorted().slice(0, 3).join(', ')}.`,
    {
      exitCode: 2,
    },
  );
}
