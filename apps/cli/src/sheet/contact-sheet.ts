import { facts, kilobytes, sizeOf } from './describe-page.ts';
import type { SheetPage, SheetPart } from './sheet-page.ts';

export interface SheetTitle {
  readonly filename: string;
  readonly model: string;
}

const STYLE = `
  :root { color-scheme: light dark; --ink: #1d2733; --soft: #5d6773; --rule: #d5dbe3;
    --ground: #f4f6f9; --card: #ffffff; --wrong: #b3261e; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #a3adb9; --rule: #37414d;
    --ground: #161b21; --card: #1f262e; --wrong: #ff8a80; } }
  * { box-sizing: border-box; }
  body { margin: 0 auto; max-width: 1500px; padding: 28px; background: var(--ground);
    color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
  h1 { margin: 0; font-size: 22px; overflow-wrap: anywhere; }
  header p { margin: 4px 0 24px; color: var(--soft); }
  main { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 18px; }
  figure { margin: 0; padding: 12px; background: var(--card); border: 1px solid var(--rule);
    border-radius: 8px; break-inside: avoid; }
  .frame { display: grid; place-items: center; height: 260px; }
  .part { height: auto; margin-bottom: 8px; color: var(--soft); }
  img { max-width: 100%; max-height: 260px; border: 1px solid var(--rule); }
  figcaption { margin-top: 10px; color: var(--soft); font-variant-numeric: tabular-nums; }
  figcaption b { display: block; color: var(--ink); }
  figcaption span { display: block; }
  .wrong { color: var(--wrong); padding: 12px; text-align: center; overflow-wrap: anywhere; }
`;

/** The pages of a document on one page of HTML that needs nothing else: no file, no network. */
export function contactSheet({ filename, model }: SheetTitle, pages: readonly SheetPage[]): string {
  const pictures = pages.flatMap(({ picture }) => (picture === null ? [] : [picture]));
  const tokens = pictures.reduce((sum, picture) => sum + picture.tokens, 0);
  const bytes = pictures.reduce((sum, picture) => sum + picture.bytes, 0);
  const failed = pages.length - pictures.length;
  const totals = [
    `${pages.length} ${pages.length === 1 ? 'page' : 'pages'}`,
    `${tokens.toLocaleString('en')} image tokens`,
    kilobytes(bytes),
    ...(failed > 0 ? [`${failed} not drawn`] : []),
    `as ${model} sees them`,
  ].join(' · ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(filename)}: pages</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(filename)}</h1>
<p>${escaped(totals)}</p>
</header>
<main>
${pages.map(figure).join('\n')}
</main>
</body>
</html>
`;
}

function figure({ page, picture, failure }: SheetPage): string {
  if (picture === null) {
    const wrong = `${failure?.code ?? 'internal_error'}: ${failure?.sentence ?? ''}`;
    return `<figure><div class="frame wrong">${escaped(wrong)}</div><figcaption><b>Page ${page}</b></figcaption></figure>`;
  }
  const frames = framed(page, picture.parts);
  const lines = facts(picture).map((fact) => `<span>${escaped(fact)}</span>`);
  return `<figure>${frames}<figcaption><b>Page ${page}</b>${lines.join('')}</figcaption></figure>`;
}

/** A page in parts has them one under the other, in reading order, each with its size. */
function framed(page: number, parts: readonly SheetPart[]): string {
  const frames = parts.map((part, index) => {
    const isWhole = parts.length === 1;
    const name = isWhole ? `Page ${page}` : `Page ${page}, part ${index + 1} of ${parts.length}`;
    const image = `<img alt="${name}" src="data:image/jpeg;base64,${part.thumbnail.toString('base64')}">`;
    if (isWhole) return `<div class="frame">${image}</div>`;
    return `<div class="frame part">${image}<span>${escaped(sizeOf(part))}</span></div>`;
  });
  return frames.join('');
}

/** A file's name may hold anything, markup too. */
function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}
