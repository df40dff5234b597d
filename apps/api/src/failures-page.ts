import { Marked } from 'marked';

const STYLE = `
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
  h3:target { background: #fff3bf; color: #000; }
  code { font-size: 0.9em; }
  table { border-collapse: collapse; }
  td, th { border: 1px solid #ccc; padding: 0.2rem 0.6rem; text-align: left; vertical-align: top; }
  @media (prefers-color-scheme: dark) { body { background: #161616; color: #ddd; } a { color: #8ab4f8; } }
`;

/**
 * docs/failures.md as a page on which each failure has its code for an anchor.
 * @param markdown its text; our own, so it is trusted
 */
export function failuresPage(markdown: string): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const code = /^`(\w+)`$/.exec(text)?.[1];
        const id = code === undefined ? '' : ` id="${code}"`;
        return `<h${depth}${id}>${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        // The other pages of the documentation are not served.
        return /^(https:|#)/.test(href) ? `<a href="${href}">${words}</a>` : words;
      },
    },
  });
  const body = marked.parse(markdown, { async: false });
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Quire: failures</title>
    <link rel="icon" href="data:," />
    <style>${STYLE}</style>
  </head>
  <body>
${body}
  </body>
</html>
`;
}
