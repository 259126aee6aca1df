import { UserError } from '@lamella/core';
import type { ModelInfo } from '@lamella/planning';
import type { ModelSource, ResolvedTrial } from '@lamella/spec';

/**
 * Finds models that can't be trained on conversations, before the first trial starts: those without a chat template, or with one that
 * can't be read. Models whose weights are not here are passed over.
 *
 * @throws UserError (exit code 2) for the first of them
 */
export async function checkChatTemplates(
  trials: readonly Pick<ResolvedTrial, 'model' | 'data'>[],
  modelOf: (model: ModelSource) => Pick<ModelInfo, 'folder'>,
): Promise<void> {
  const readers = trials.filter(({ data }) => data.kind === 'table' && data.messages !== undefined);
  const folders = new Set(readers.map(({ model }) => modelOf(model).folder));
  if (folders.size === 0) return;
  // Only now: few specs have conversations.
  const { loadAssistantParts } = await import('@lamella/models/chat');
  for (const folder of folders) {
    if (folder === undefined) continue;
    try {
      loadAssistantParts(folder);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(error.message, { exitCode: 2, cause: error });
    }
  }
}
