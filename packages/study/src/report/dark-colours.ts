/** A colour as OKLCH has it: lightness from 0 to 1, chroma, and hue in radians. */
interface Lch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

/** Lightness of the dark page that white becomes. */
const ground = 0.2;
/** From here on a colour is told from others by its hue, and less is a tint of white. */
const isChromatic = ({ chroma }: Lch): boolean => chroma > 0.08;

/**
 * The colour that stands on a dark page for one on white: lightness is turned round, hue stays, and colours that are told apart by
 * their hue are never darkened. Lightness and hue are those of OKLab (Björn Ottosson, 2020).
 *
 * @param colour `#rrggbb`
 */
export function darkColour(colour: string): string {
  const lch = toLch(colour);
  const turned = Math.min(0.95, ground + 1.02 * (1 - lch.lightness));
  return toHex({ ...lch, lightness: isChromatic(lch) ? Math.max(turned, lch.lightness) : turned });
}

function toLch(colour: string): Lch {
  const [r, g, b] = [1, 3, 5].map((at) => toLinear(parseInt(colour.slice(at, at + 2), 16) / 255)) as Triple;
  const [l, m, s] = [
    0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
    0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
    0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
  ].map(Math.cbrt) as Triple;
  const [u, v] = [
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  return { lightness, chroma: Math.hypot(u, v), hue: Math.atan2(v, u) };
}

type Triple = [number, number, number];

/** Of colours that a screen can't show the chroma is lowered. */
function toHex({ lightness, chroma, hue }: Lch): string {
  const [u, v] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const [l, m, s] = [
    lightness + 0.3963377774 * u + 0.2158037573 * v,
    lightness - 0.1055613458 * u - 0.0638541728 * v,
    lightness - 0.0894841775 * u - 1.291485548 * v,
  ].map((root) => root ** 3) as Triple;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  if (chroma > 0.001 && channels.some((channel) => channel < -0.001 || channel > 1.001))
    return toHex({ lightness, chroma: 0.95 * chroma, hue });
  const bytes = channels.map((channel) => Math.round(255 * fromLinear(Math.min(1, Math.max(0, channel)))));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function toLinear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function fromLinear(channel: number): number {
  return channel <= 0.0031308 ? 12.92 * channel : 1.055 * channel ** (1 / 2.4) - 0.055;
}
