import sharp from 'sharp';
import { newBooklet } from '../../samples/new-booklet.ts';
import type { MadeDocument } from './bench-page.ts';
import { writeName, writeSentence } from './write-words.ts';

const SLIDES = 8;
const [WIDTH, HEIGHT] = [960, 540];

/** Slides over one large background, with the same large logo on each. */
export async function makeDeck(random: () => number): Promise<MadeDocument> {
  const booklet = await newBooklet('Deck');
  const backdrop = await booklet.pdf.embedJpg(await paintBackdrop());
  const logo = await booklet.pdf.embedPng(await paintLogo());
  const texts: string[] = [];
  for (let number = 0; number < SLIDES; number += 1) {
    const sheet = booklet.sheet(WIDTH, HEIGHT);
    const page = booklet.pdf.getPage(number);
    page.drawImage(backdrop, { x: 0, y: 0, width: WIDTH, height: HEIGHT });
    page.drawImage(logo, { x: WIDTH - 110, y: 20, width: 90, height: 90 });
    const title = `${writeName(random)} and ${writeName(random)}`;
    sheet.text(title, 60, 90, { face: 'bold', sizePt: 38, color: '#10243f' });
    const points = Array.from({ length: 6 }, () => writeSentence(random));
    for (const [at, point] of points.entries()) {
      sheet.text(point, 60, 160 + at * 48, { sizePt: 15, color: '#22304a' });
    }
    texts.push([title, ...points].join('\n'));
  }
  return { name: 'deck', kind: 'deck', bytes: await booklet.bytes(), texts };
}

async function paintBackdrop(): Promise<Buffer> {
  return sharp(
    Buffer.from(`<svg width="1920" height="1080" xmlns="http://www.w3.org/2000/svg">
      <linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f4f7fb"/>
      <stop offset="1" stop-color="#cfdcf0"/></linearGradient>
      <rect width="1920" height="1080" fill="url(#g)"/></svg>`),
  )
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** With an alpha channel, as logos have: the engines must blend it. */
async function paintLogo(): Promise<Buffer> {
  return sharp(
    Buffer.from(`<svg width="1200" height="1200" xmlns="http://www.w3.org/2000/svg">
      <circle cx="600" cy="600" r="560" fill="#2457c5" fill-opacity="0.8"/>
      <path d="M300 800 L600 250 L900 800 Z" fill="#ffffff" fill-opacity="0.9"/></svg>`),
  )
    .png()
    .toBuffer();
}
