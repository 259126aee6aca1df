import { InvalidArgumentError } from 'commander';

export function toCount(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`Expected a whole number, got "${text}".`);
}

export function toPositive(text: string): number {
  const count = toCount(text);
  if (count > 0) return count;
  throw new InvalidArgumentError(`Expected a number above 0, got "${text}".`);
}

export function toList(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

export function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`Expected a number, got "${text}".`);
}

/** For options that may be given several times. */
export function toCollected(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}
