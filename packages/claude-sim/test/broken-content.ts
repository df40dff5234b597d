import { png } from './picture.ts';
import { tiny, user, text, say, image, labelled, pdf, onePage } from './request-parts.ts';

/** A request, what is wrong with it, and how the API says so. */
export const brokenContent: [string, object, RegExp][] = [
  ['temperature, even 1', { temperature: 1 }, /^temperature: Extra inputs are not permitted$/],
  ['top_p', { top_p: 0.5 }, /^top_p: Extra inputs are not permitted$/],
  ['top_k', { top_k: 5 }, /^top_k: Extra inputs are not permitted$/],
  ['a field nobody knows', { verbosity: 3 }, /^verbosity: Extra inputs are not permitted$/],
  [
    'a nested field nobody knows',
    { messages: [user({ ...text('a'), bold: true })] },
    /^messages\.0\.content\.0\.bold: Extra inputs/,
  ],
  ['no max_tokens', { max_tokens: undefined }, /^max_tokens: Field required$/],
  ['no messages', { messages: undefined }, /^messages: Field required$/],
  ['no model', { model: undefined }, /^model: Field required$/],
  ['more max_tokens than the model has', { max_tokens: 128_001 }, /^max_tokens: 128001 > 128000/],
  ['max_tokens 0 with a stream', { max_tokens: 0, stream: true }, /^max_tokens: /],
  ['an empty conversation', { messages: [] }, /at least one message/],
  [
    'a conversation that begins with the assistant',
    { messages: [{ role: 'assistant', content: 'a' }] },
    /first message must use the "user" role/,
  ],
  ['two turns of one role', { messages: [...say(), ...say()] }, /roles must alternate/],
  ['an empty message', { messages: [{ role: 'user', content: '' }] }, /non-empty content/],
  ['an empty text', { messages: [user(text(''))] }, /must be non-empty/],
  ['a blank text', { messages: [user(text(' \n'))] }, /non-whitespace/],
  [
    'a prefilled answer',
    { messages: [...say(), { role: 'assistant', content: '{' }] },
    /does not support assistant message prefill/,
  ],
  [
    'a role nobody has',
    { messages: [{ role: 'tool', content: 'a' }] },
    /^messages\.0\.role: Input should be/,
  ],
  [
    'a document said by the assistant',
    { messages: [...say(), { role: 'assistant', content: [pdf(onePage)] }, ...say()] },
    /document blocks are not allowed in assistant messages/,
  ],
  [
    'citations on a user text',
    { messages: [user({ ...text('a'), citations: [{}] })] },
    /citations are not allowed on user text/,
  ],
  [
    'a PNG called JPEG',
    { messages: [user(labelled('image/jpeg', tiny.toString('base64')))] },
    /Image does not match the provided media type image\/jpeg/,
  ],
  [
    'bytes that are no image',
    { messages: [user(labelled('image/png', 'aGVsbG8gd29ybGQ='))] },
    /^Could not process image$/,
  ],
  [
    'an image whose header is cut',
    { messages: [user(labelled('image/png', tiny.subarray(0, 18).toString('base64')))] },
    /^Could not process image$/,
  ],
  [
    'damaged base64',
    { messages: [user(labelled('image/png', `${tiny.toString('base64')}!!!!`))] },
    /invalid base64/,
  ],
  [
    'a media type nobody takes',
    { messages: [user(labelled('image/tiff', 'AAAA'))] },
    /media_type: Input should be/,
  ],
  [
    'an image by address',
    {
      messages: [
        user({ type: 'image', source: { type: 'url', url: 'http://pictures.example/a.png' } }),
      ],
    },
    /Only HTTPS URLs are supported/,
  ],
  [
    'an image at an address where nobody answers',
    { messages: [user({ type: 'image', source: { type: 'url', url: 'http://127.0.0.1:9/a' } })] },
    /Unable to download the file/,
  ],
  [
    'an image by file',
    { messages: [user({ type: 'image', source: { type: 'file', file_id: 'file_1' } })] },
    /stand-in for Claude cannot fetch/,
  ],
  [
    'more than 10 MiB of base64',
    { messages: [user(labelled('image/png', 'A'.repeat(10 * 1024 * 1024 + 4)))] },
    /image exceeds 10 MB maximum: 10485764 bytes > 10485760 bytes/,
  ],
  [
    'an oversized image that must not be downsized',
    { messages: [user(image(png(3840, 2160), { transformations: { oversized_image: 'error' } }))] },
    /3840x2160 .* 2576x1449/,
  ],
  ['no PDF', { messages: [user(pdf('hello'))] }, /PDF specified was not valid/],
  ['a locked PDF', { messages: [user(pdf(`${onePage} /Encrypt 5 0 R`))] }, /password protected/],
];
