import { createCanvas } from '@napi-rs/canvas';
import type { ImageBlockParam } from '@anthropic-ai/sdk/resources/messages';

/** A PNG of a size, white, with lines of text in it. */
export function png(width: number, height: number, lines: readonly string[] = []): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'black';
  context.font = '28px sans-serif';
  for (const [index, line] of lines.entries()) context.fillText(line, 40, 60 + index * 48);
  return canvas.toBuffer('image/png');
}

/** The same as a block of a request. */
export function imageBlock(bytes: Buffer): ImageBlockParam {
  const data = bytes.toString('base64');
  return { type: 'image', source: { type: 'base64', media_type: 'image/png', data } };
}
