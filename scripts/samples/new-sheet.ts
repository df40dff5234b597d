import { degrees, type PDFFont, type PDFPage, rgb, type RGB } from 'pdf-lib';
import { wrapText } from './wrap-text.ts';

export type Face = 'sans' | 'bold' | 'serif' | 'italic' | 'typed' | 'typedBold';
export type Faces = Readonly<Record<Face, PDFFont>>;

interface Lettering {
  readonly face?: Face;
  readonly sizePt?: number;
  /** `#rrggbb`; black unless told. */
  readonly color?: string;
  /** Which end of the text stands at x. */
  readonly align?: 'left' | 'right' | 'center';
  /** Degrees counter-clockwise. */
  readonly turn?: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill?: string;
  readonly border?: string;
  readonly borderPt?: number;
  readonly radius?: number;
}

/** One page to write on. All measures are points from its top left corner; y of a text is its baseline. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  text(words: string, x: number, y: number, lettering?: Lettering): void;
  /** Sets running text and answers the baseline that the next line would have. */
  paragraph(text: string, x: number, y: number, width: number, lettering?: Lettering): number;
  line(fromX: number, fromY: number, toX: number, toY: number, widthPt?: number, color?: string): void;
  box(box: Box): void;
  /** A stroke along an SVG path: signatures, ticks. */
  stroke(path: string, x: number, y: number, widthPt: number, color?: string): void;
}

const LEADING = 1.4;

/** Turns pdf-lib's page, measured from the bottom, into one that is written from the top. */
export function newSheet(page: PDFPage, faces: Faces): Sheet {
  const { width, height } = page.getSize();
  const text = (words: string, x: number, y: number, lettering: Lettering = {}): void => {
    const { face = 'sans', sizePt: size = 11, align = 'left', turn = 0 } = lettering;
    const font = faces[face];
    const share = { left: 0, center: 0.5, right: 1 }[align];
    const before = font.widthOfTextAtSize(words, size) * share;
    const radians = (turn * Math.PI) / 180;
    page.drawText(words, {
      x: x - before * Math.cos(radians),
      y: height - y - before * Math.sin(radians),
      size,
      font,
      color: ink(lettering.color),
      rotate: degrees(turn),
    });
  };
  return {
    width,
    height,
    text,
    paragraph(words, x, y, widthPt, lettering = {}) {
      const { face = 'serif', sizePt = 11.5 } = lettering;
      let baseline = y;
      for (const printed of wrapText(words, faces[face], sizePt, widthPt)) {
        text(printed, x, baseline, { ...lettering, face, sizePt });
        baseline += sizePt * LEADING;
      }
      return baseline;
    },
    line: (fromX, fromY, toX, toY, thickness = 0.75, color = '#000000') =>
      page.drawLine({
        start: { x: fromX, y: height - fromY },
        end: { x: toX, y: height - toY },
        thickness,
        color: ink(color),
      }),
    box: (box) =>
      page.drawSvgPath(outline(box), {
        x: box.x,
        y: height - box.y,
        ...(box.fill === undefined ? {} : { color: ink(box.fill) }),
        ...(box.border === undefined
          ? {}
          : { borderColor: ink(box.border), borderWidth: box.borderPt ?? 0.75 }),
      }),
    stroke: (path, x, y, borderWidth, color) =>
      page.drawSvgPath(path, { x, y: height - y, borderColor: ink(color), borderWidth }),
  };
}

function outline({ width, height, radius: r = 0 }: Box): string {
  return [
    `M ${r} 0 H ${width - r} Q ${width} 0 ${width} ${r} V ${height - r}`,
    `Q ${width} ${height} ${width - r} ${height} H ${r} Q 0 ${height} 0 ${height - r}`,
    `V ${r} Q 0 0 ${r} 0 Z`,
  ].join(' ');
}

function ink(color = '#000000'): RGB {
  const value = Number.parseInt(color.slice(1), 16);
  return rgb((value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255);
}
