import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html, trusted, type Html } from '../html.ts';

/** The content of a page. */
export interface Page {
  /** In the browser's tab. */
  readonly title: string;
  readonly heading: string;
  readonly navigation: Html;
  readonly content: Html;
  /** Style rules for a dark page alone. */
  readonly darkRules: string;
}

/** How a page says that Lamella made it. */
export const generator = '<meta name="generator" content="Lamella">';

/**
 * A page of HTML with its style and script inside. Its policy lets nothing else run, and nothing be fetched: neither what data may
 * smuggle in nor a later editor of the file has a network.
 */
export function makePage({ title, heading, navigation, content, darkRules }: Page): string {
  const style = `${asset('page.css')}@media screen and (prefers-color-scheme: dark) {\n${darkRules}}\n`;
  const script = asset('page.js');
  const policy = [
    ...["default-src 'none'", "base-uri 'none'", "form-action 'none'"],
    ...[`style-src '${hashOf(style)}'`, `script-src '${hashOf(script)}'`],
  ].join('; ');
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${trusted(generator)}
        <meta http-equiv="Content-Security-Policy" content="${trusted(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#content">To the content</a>
        <header><h1>${heading}</h1></header>
        <nav aria-label="Contents">${navigation}</nav>
        <main id="content" tabindex="-1">
          <p id="marks-hint" class="hidden">
            The arrow keys read the marks one by one; the tables below have the data.
          </p>
          ${content}
        </main>
        <footer>
          <p>Made by <code>lamella report</code> from results alone.</p>
        </footer>
        <div id="tooltip" hidden></div>
        <div id="spoken" class="hidden" role="status"></div>
        ${trusted(`<script>${script}</script>`)}
      </body>
    </html> `;
  return page.html;
}

function asset(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
