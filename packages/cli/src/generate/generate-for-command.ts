import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { loadAdapter } from '@lamella/adapters';
import { readTask, warnOfOtherBase } from '@lamella/adapters/notes';
import type { Quantization } from '@lamella/engine';
import { type PixelImage, UserError } from '@lamella/core';
import { readTextsFile } from '@lamella/datasets';
import {
  type Generated,
  generationSettings,
  Generator,
  loadChatTemplate,
  loadModel,
  loadProcessor,
  loadTokenizer,
  type Prompt,
  readGenerationConfig,
  resolveModelFolder,
  type SettingsRequest,
  type Tokenizer,
} from '@lamella/models';

/** The request of `lamella generate`. */
export interface GenerationRequest extends SettingsRequest {
  /** An embedded model, a folder or a hub id. */
  readonly model: string;
  /** A folder as PEFT or Lamella saves an adapter. */
  readonly adapter?: string;
  /** Texts to continue, or with `chat` the questions to answer. */
  readonly prompt?: readonly string[];
  /** JSON Lines with more of them. */
  readonly texts?: string;
  /** A PNG or JPEG that every prompt is about. */
  readonly image?: string;
  /** Whether the prompts are put as a user's turns into the model's chat template. */
  readonly chat?: boolean;
  readonly batchSize: number;
  /** Of the matrices of the base's layers. */
  readonly quantization?: Quantization;
}

/** One continuation. */
export interface GenerationReport {
  readonly prompt: string;
  readonly text: string;
  readonly numTokens: number;
  readonly reason: Generated['reason'];
}

/**
 * Continues the prompts of a request. What it leaves open is as the model's generation_config.json has it, or else the most
 * likely token is taken at a time.
 */
export async function generateForCommand(request: GenerationRequest): Promise<GenerationReport[]> {
  const texts = readPrompts(request);
  const folder = await resolveModelFolder(request.model);
  const settingsOf = generationSettings(request, readGenerationConfig(folder));
  const tokenizer = loadTokenizer(folder);
  const { shown, prompts } = await encodePrompts(texts, { request, folder, tokenizer });
  const model = loadModel(folder, { head: 'causal-lm', quantization: request.quantization });
  try {
    if (request.adapter !== undefined) {
      warnOfOtherBase(readTask(request.adapter), request.quantization);
      loadAdapter(request.adapter, model);
    }
    const generator = new Generator(model, {
      ...settingsOf(prompts, tokenizer.eosId),
      batchSize: Math.min(request.batchSize, prompts.length),
      padId: tokenizer.padId,
    });
    const generated = await generator.generate(prompts);
    generator.dispose();
    return await Promise.all(
      generated.map(async ({ ids, reason }, i) => ({
        prompt: shown[i] ?? '',
        text: await tokenizer.decode(ids, { skipSpecialTokens: true }),
        numTokens: ids.length,
        reason,
      })),
    );
  } finally {
    model.dispose();
  }
}

function readPrompts({ prompt = [], texts }: GenerationRequest): string[] {
  const all = [...prompt, ...(texts === undefined ? [] : readTextsFile(texts).map(({ text }) => text))];
  if (all.length > 0) return all;
  throw new UserError('Expected something to continue: --prompt TEXT or --texts FILE.', { exitCode: 2 });
}

async function encodePrompts(
  texts: readonly string[],
  {
    request,
    folder,
    tokenizer,
  }: { readonly request: GenerationRequest; readonly folder: string; readonly tokenizer: Tokenizer },
): Promise<{ readonly shown: readonly string[]; readonly prompts: readonly Prompt[] }> {
  const { image, chat = false } = request;
  const numImages = image === undefined ? 0 : 1;
  const template = chat ? loadChatTemplate(folder) : undefined;
  const shown = texts.map((text) => template?.([{ role: 'user', text, numImages }]) ?? text);
  const options = { addSpecialTokens: !chat };
  if (image === undefined) {
    const encodings = await tokenizer.encodeBatch(shown, options);
    return { shown, prompts: encodings.map(({ ids }) => ({ ids, images: [] })) };
  }
  const processor = loadProcessor(folder);
  const pixels: PixelImage = await processor.processImage(await readImage(image), image);
  return {
    shown,
    prompts: await Promise.all(shown.map((text) => processor.encode(text, [pixels], options))),
  };
}

async function readImage(path: string): Promise<Uint8Array> {
  if (existsSync(path)) return readFile(path);
  throw new UserError(`Expected a PNG or JPEG at ${path}, got nothing there.`, { exitCode: 2 });
}
