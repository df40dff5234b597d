import { describe, expect, test } from '@jest/globals';
import { isBlankProse, isRefusalProse } from '../../src/judging/refusal-prose.ts';

describe('a refusal in words', () => {
  test.each([
    "I'm sorry, but I can't assist with transcribing this image.",
    '**I apologize**, but I’m not able to read this document. Please send a clearer picture.',
    'Es tut mir leid, aber ich kann dieses Bild nicht transkribieren.',
    'Je suis désolé, mais je ne peux pas transcrire cette image.',
    'Lo siento, pero no puedo transcribir el contenido de esta imagen.',
    'Mi dispiace, ma non posso trascrivere questo documento.',
    'Desculpe, não posso ajudar com esse documento.',
    'Het spijt me, maar ik kan deze afbeelding niet lezen.',
    'Przepraszam, ale nie mogę odczytać tego dokumentu.',
    'Извините, я не могу помочь с этим изображением.',
    'Üzgünüm, bu görseldeki metni okuyamıyorum; yardımcı olamam.',
    'آسف، لا أستطيع المساعدة في نسخ هذه الصورة.',
    '很抱歉，我无法处理这张图片。',
    '申し訳ありませんが、この画像の文字起こしはできません。',
    '죄송하지만 이 이미지를 읽을 수 없으며 도와 드릴 수 없습니다.',
    'क्षमा करें, मैं इस छवि को पढ़ने में असमर्थ हूँ।',
  ])('is known: %s', (text) => {
    expect(isRefusalProse(text)).toBe(true);
  });

  test.each([
    ['a letter', "Dear Anna,\nI'm sorry, I can't read the document you sent."],
    ['a table', '| Question | Answer |\n|---|---|\n| help? | I cannot read the page |'],
    ['a sentence of no reading', "I'm sorry, I can't come to your wedding."],
    [
      'a long page that begins so',
      `I am sorry that I cannot help with the page. ${'The harbour is open. '.repeat(40)}`,
    ],
    ['an invoice', 'Invoice 114\nTotal 38.40'],
  ])('is not %s', (_, text) => {
    expect(isRefusalProse(text)).toBe(false);
  });
});

describe('words that say that there is nothing', () => {
  test.each([
    '[Blank page]',
    'This page is blank.',
    '*The image appears to be completely blank.*',
    'There is no visible text in this image: no readable text',
    'Leere Seite',
    '空白页',
  ])('are known: %s', (text) => {
    expect(isBlankProse(text)).toBe(true);
  });

  test.each([
    'Fill in the blank form below.',
    'Blank cheque no. 114',
    'There is no text message fee.',
  ])('are not: %s', (text) => {
    expect(isBlankProse(text)).toBe(false);
  });
});
