import { readFileSync } from 'node:fs';

/** How wide a font's text is. */
export interface FontMetrics {
  /** Width of one line in pixels at a font size in pixels; without kerning. */
  width(text: string, size: number): number;
}

/**
 * Reads the widths of a TrueType font's characters, so that text can be laid out where no canvas can measure it:
 * characters to glyphs by the `cmap` table's format 4, glyphs to advance widths by `hmtx` (OpenType 1.9).
 *
 * @throws Error if the file has no such tables
 */
export function readFontMetrics(path: string): FontMetrics {
  const bytes = readFileSync(path);
  const tables = readTableOffsets(bytes);
  const offset = (tag: string): number => {
    const found = tables.get(tag);
    if (found === undefined)
      throw new Error(`Expected a TrueType font with a ${tag} table in ${path}, got none`);
    return found;
  };
  const unitsPerEm = bytes.readUInt16BE(offset('head') + 18);
  const numAdvances = bytes.readUInt16BE(offset('hhea') + 34);
  const glyphOf = readGlyphMap(bytes, offset('cmap'));
  const hmtx = offset('hmtx');
  const advance = (character: string): number => {
    // Glyphs beyond the list share its last advance width.
    const entry = Math.min(glyphOf(character.codePointAt(0) ?? 0), numAdvances - 1);
    return bytes.readUInt16BE(hmtx + 4 * entry);
  };
  return {
    width: (text, size) =>
      [...text].reduce((sum, character) => sum + advance(character), 0) * (size / unitsPerEm),
  };
}

function readTableOffsets(bytes: Buffer): ReadonlyMap<string, number> {
  const records = Array.from({ length: bytes.readUInt16BE(4) }, (_, index) => 12 + 16 * index);
  return new Map(records.map((at) => [bytes.toString('latin1', at, at + 4), bytes.readUInt32BE(at + 8)]));
}

/** The Basic Multilingual Plane's mapping: segments of code points, each with a shift or a list of glyphs. */
function readGlyphMap(bytes: Buffer, cmap: number): (codePoint: number) => number {
  const records = Array.from({ length: bytes.readUInt16BE(cmap + 2) }, (_, index) => cmap + 4 + 8 * index);
  const subtables = records.map((record) => cmap + bytes.readUInt32BE(record + 4));
  const subtable = subtables.find((at) => bytes.readUInt16BE(at) === 4);
  if (subtable === undefined) throw new Error('Expected a font with a cmap subtable of format 4, got none');
  const size = bytes.readUInt16BE(subtable + 6);
  const ends = subtable + 14;
  const [starts, shifts, ranges] = [ends + size + 2, ends + 2 * size + 2, ends + 3 * size + 2];
  return (codePoint) => {
    for (let i = 0; i < size; i += 2) {
      if (bytes.readUInt16BE(ends + i) < codePoint) continue;
      const start = bytes.readUInt16BE(starts + i);
      if (codePoint < start) return 0;
      const shift = bytes.readUInt16BE(shifts + i);
      const range = bytes.readUInt16BE(ranges + i);
      if (range === 0) return (codePoint + shift) & 0xffff;
      const glyph = bytes.readUInt16BE(ranges + i + range + 2 * (codePoint - start));
      return glyph === 0 ? 0 : (glyph + shift) & 0xffff;
    }
    return 0;
  };
}
