import type { Block, SetPage } from '../verdict-set/set-page.ts';

/** A page of the set as its Markdown: what a reader without fault writes, marks and all. */
export function writeTruth({ header, footer, blocks }: SetPage): string {
  const pieces = blocks.map((block) => writeBlock(block));
  if (header !== null) pieces.unshift(header);
  if (footer !== null) pieces.push(footer);
  return pieces.filter((one) => one !== '').join('\n\n');
}

function writeBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `# ${block.text}`;
    case 'paragraph':
      return block.text;
    case 'list':
      return block.items.map((item) => `- ${item}`).join('\n');
    case 'table':
      return writeRows(block.head === null ? block.rows : [block.head, ...block.rows]);
    case 'leaders':
      return writeRows(block.entries);
    case 'formula':
      return `$$\n${block.latex}\n$$`;
    case 'picture':
      return `${block.words}\n\n${block.about}`;
  }
}

function writeRows(rows: readonly (readonly string[])[]): string {
  const [head = [], ...others] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  const rule = `| ${(rows[0] ?? []).map(() => '---').join(' | ')} |`;
  return [head, rule, ...others].join('\n');
}
