import { InvalidArgumentError } from 'commander';

export function toCount(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`Expected a whole number, found "${text}".`);
}

export function toList(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}
