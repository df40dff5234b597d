import type { ContentBlock, DocumentBlock, ImageBlock } from './message-schema.ts';

/** A block as it stands in the request, with its position as the API writes it. */
export interface PlacedBlock {
  readonly block: ContentBlock;
  /** `messages.0.content.1`, or deeper for a block in a tool result. */
  readonly path: string;
  readonly role: 'user' | 'assistant' | 'system';
  readonly isNested: boolean;
}

interface Message {
  readonly role: PlacedBlock['role'];
  readonly content: string | readonly ContentBlock[];
}

/** Every block of a conversation in reading order, those inside tool results and documents too. */
export function visitBlocks(messages: readonly Message[]): PlacedBlock[] {
  return messages.flatMap(({ role, content }, index) => {
    const blocks: readonly ContentBlock[] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    return blocks.flatMap((block, position) => {
      const path = `messages.${index}.content.${position}`;
      return [
        { block, path, role, isNested: false },
        ...nestedBlocks(block).map((inner, at) => ({
          block: inner,
          path: `${path}.${block.type === 'document' ? 'source.' : ''}content.${at}`,
          role,
          isNested: true,
        })),
      ];
    });
  });
}

function nestedBlocks(block: ContentBlock): readonly ContentBlock[] {
  if (block.type === 'tool_result' && Array.isArray(block.content)) return block.content;
  if (block.type === 'document' && block.source.type === 'content') {
    const { content } = block.source;
    return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  }
  return [];
}

export const isImage = (placed: PlacedBlock): placed is PlacedBlock & { block: ImageBlock } =>
  placed.block.type === 'image';

export const isDocument = (placed: PlacedBlock): placed is PlacedBlock & { block: DocumentBlock } =>
  placed.block.type === 'document';
