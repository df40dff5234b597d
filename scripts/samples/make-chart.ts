import sharp from 'sharp';
import { newBooklet } from './new-booklet.ts';
import type { Sheet } from './new-sheet.ts';
import { rasterisePdf } from './rasterise-pdf.ts';
import type { Sample } from './sample.ts';

const seasons = ['Spring', 'Summer', 'Autumn', 'Winter'];
const series = [
  { name: 'Strawberries', color: '#c8475a', tonnes: [34, 118, 22, 6] },
  { name: 'Blueberries', color: '#41629e', tonnes: [12, 76, 94, 9] },
  { name: 'Rhubarb', color: '#6d9a4d', tonnes: [88, 41, 17, 3] },
];

const PLOT = { left: 90, top: 110, width: 600, height: 310, topTonnes: 120 };
const GREY = '#4a5560';

/** A bar chart: three series over four seasons, each bar with its value above it. */
export async function makeChart(): Promise<Sample> {
  const booklet = await newBooklet('Harvest');
  drawChart(booklet.sheet(750, 500));
  const [picture] = await rasterisePdf(await booklet.bytes(), 144);
  if (picture === undefined) throw new Error('the chart was not drawn');
  const { width, height, channels, pixels } = picture;
  return {
    file: 'chart.png',
    about: 'a bar chart with a title, axis labels, a legend and a value over each bar',
    bytes: await sharp(pixels, { raw: { width, height, channels } }).png({ palette: true }).toBuffer(),
    pages: [{ page: 1, words: ['strawberries', 'blueberries', 'harvested', 'greenhouses'] }],
  };
}

function drawChart(sheet: Sheet): void {
  const { left, top, width, height, topTonnes } = PLOT;
  const bottom = top + height;
  sheet.text('Fruit harvested by season, 2025', left, 44, { face: 'bold', sizePt: 20 });
  sheet.text('Tonnes delivered to the market hall, greenhouses included', left, 66, { sizePt: 12.5, color: GREY });
  let legend = left;
  for (const { name, color } of series) {
    sheet.box({ x: legend, y: 80, width: 12, height: 12, fill: color });
    sheet.text(name, legend + 18, 91, { sizePt: 12.5 });
    legend += 135;
  }
  for (let tonnes = 0; tonnes <= topTonnes; tonnes += 20) {
    const y = bottom - (tonnes / topTonnes) * height;
    sheet.line(left, y, left + width, y, tonnes === 0 ? 1.2 : 0.5, tonnes === 0 ? GREY : '#d3d9df');
    sheet.text(String(tonnes), left - 8, y + 4, { align: 'right', color: GREY });
  }
  sheet.text('Tonnes', 42, top + height / 2, { sizePt: 13, align: 'center', turn: 90 });
  sheet.text('Season', left + width / 2, bottom + 52, { sizePt: 13, align: 'center' });
  const groupWidth = width / seasons.length;
  for (const [group, season] of seasons.entries()) {
    const middle = left + (group + 0.5) * groupWidth;
    sheet.text(season, middle, bottom + 22, { sizePt: 13, align: 'center' });
    for (const [bar, { color, tonnes }] of series.entries()) {
      const value = tonnes[group] ?? 0;
      const barHeight = (value / topTonnes) * height;
      const x = middle + (bar - 1.5) * 38;
      sheet.box({ x: x + 2, y: bottom - barHeight, width: 34, height: barHeight, fill: color });
      sheet.text(String(value), x + 19, bottom - barHeight - 5, { align: 'center' });
    }
  }
}
