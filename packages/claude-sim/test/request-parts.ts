import { imageBlock, png } from './picture.ts';

export const tiny = png(56, 56);
export const user = (...content: object[]): object => ({ role: 'user', content });
export const text = (words: string): object => ({ type: 'text', text: words });
export const say = (words = 'Transcribe.'): object[] => [user(text(words))];
export const image = (bytes: Buffer, more: object = {}): object => ({
  ...imageBlock(bytes),
  ...more,
});
export const labelled = (mediaType: string, data: string): object => ({
  type: 'image',
  source: { type: 'base64', media_type: mediaType, data },
});
export const base = { model: 'claude-haiku-5-5', max_tokens: 100, messages: say() };
export const schema = (properties: object, more: object = {}): object => ({
  output_config: {
    format: {
      type: 'json_schema',
      schema: {
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
        ...more,
      },
    },
  },
});
export const many = (count: number, of: object): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, of]));
export const tools = [{ name: 'save', input_schema: { type: 'object' } }];
export const pdf = (body: string): object => ({
  type: 'document',
  source: {
    type: 'base64',
    media_type: 'application/pdf',
    data: Buffer.from(body).toString('base64'),
  },
});
export const onePage = '%PDF-1.4\n1 0 obj<</Type /Page>>endobj';
