import { basename, extname } from 'node:path';

/** The longest name that a spec may have. */
const LONGEST = 60;

/**
 * A name from those of the data's file and the model, as specs allow it: lower-case letters, digits and single hyphens.
 *
 * @example nameExperiment('data/My Reviews.csv', 'sentence-transformers/MiniLM') // 'my-reviews-minilm'
 */
export function nameExperiment(train: string, model: string): string {
  const name = [basename(train, extname(train)), basename(model)].map(toSlug).filter((part) => part !== '');
  return name.join('-').slice(0, LONGEST).replace(/-$/, '') || 'tuned';
}

function toSlug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
