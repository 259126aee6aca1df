const MEBIBYTE = 2 ** 20;

/** Seconds with three digits: `0.0123`, `2.30`, `145`. */
export function formatSeconds(seconds: number): string {
  return seconds >= 100 ? seconds.toFixed(0) : String(seconds.toPrecision(3));
}

/** Whole mebibytes: `1,320`. */
export function formatMebibytes(bytes: number): string {
  return Math.round(bytes / MEBIBYTE).toLocaleString('en-US');
}
