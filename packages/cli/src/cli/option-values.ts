import { InvalidArgumentError, Option } from 'commander';

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

/** How the frozen matrices of layers are held. */
export function quantizationOption(): Option {
  const option = new Option(
    '--quantization <type>',
    'hold the frozen matrices of layers in 4 or 8 bits (default: not)',
  );
  return option.choices(['nf4', 'int8']);
}
