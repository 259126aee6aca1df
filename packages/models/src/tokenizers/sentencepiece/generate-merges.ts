import type { Piece } from './sentencepiece-model.ts';

/**
 * The merges of a BPE vocabulary, first to be applied first. SentencePiece stores none: any two pieces whose join is a piece
 * may merge, the join with the highest score first (`generate_merges` of `transformers`).
 */
export function generateMerges(pieces: readonly Piece[]): [string, string][] {
  const ids = new Map(pieces.map(({ text }, id) => [text, id]));
  const merges = pieces.flatMap(({ text, score }) => {
    const characters = [...text];
    return Array.from({ length: Math.max(0, characters.length - 1) }, (_, i) => {
      const [left, right] = [characters.slice(0, i + 1).join(''), characters.slice(i + 1).join('')];
      const [leftId, rightId] = [ids.get(left), ids.get(right)];
      return {
        left,
        right,
        leftId,
        rightId,
        score,
        leftLength: i + 1,
        rightLength: characters.length - i - 1,
      };
    })
      .filter(isMerge)
      .sort((a, b) => a.leftId - b.leftId || a.rightId - b.rightId);
  });
  return merges
    .sort((a, b) => b.score - a.score || b.leftLength - a.leftLength || b.rightLength - a.rightLength)
    .map(({ left, right }) => [left, right]);
}

function isMerge<T extends { leftId: number | undefined; rightId: number | undefined }>(
  candidate: T,
): candidate is T & { leftId: number; rightId: number } {
  return candidate.leftId !== undefined && candidate.rightId !== undefined;
}
