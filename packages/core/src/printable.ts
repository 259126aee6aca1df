/**
 * Characters that a terminal acts on (escape sequences begin with them) or that show a text in another order than it is in: controls
 * but line feeds and tabs, and Unicode's marks of direction and line ends.
 */

const ACTING = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

/**
 * A text with the characters that terminals act on written as escapes: what a file says can be quoted in a message, and can
 * neither colour, move nor erase anything.
 *
 * @example printable('a\u001b[2J') // 'a\\u001b[2J'
 */
export function printable(text: string): string {
  return text.replace(ACTING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
