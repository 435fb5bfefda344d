/**
 * Lines of a PDF in the letters they are written in: DejaVu, and Noto Sans Ethiopic for the runs it has no letters for. A line that is too
 * long is set smaller, and only then cut, with an ellipsis that says so.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const dejavu = join(dirname(resolve('dejavu-fonts-ttf/package.json')), 'ttf');
// WOFF and not WOFF2: pdfkit keeps the letters used of a font, which it cannot of WOFF2's transformed outlines.
const ethiopic = join(dirname(resolve('@fontsource/noto-sans-ethiopic/package.json')), 'files');
const file = (weight: number) => join(ethiopic, `noto-sans-ethiopic-ethiopic-${weight}-normal.woff`);
export const FONTS = {
  sans: join(dejavu, 'DejaVuSans.ttf'),
  bold: join(dejavu, 'DejaVuSans-Bold.ttf'),
  ethiopic: file(400),
  ethiopicBold: file(700),
} as const;
/** Unicode 15: Ethiopic, its supplement, extended, extended-A and extended-B. */
const ETHIOPIC =
  /[\u1200-\u139f\u2d80-\u2ddf\uab00-\uab2f\u{1e7e0}-\u{1e7ff}]+(?:\s+[\u1200-\u139f\u2d80-\u2ddf\uab00-\uab2f\u{1e7e0}-\u{1e7ff}]+)*/gu;
/** Not joined to one letter: what is copied or searched is then what is read. */
export const NO_LIGATURES = { features: { liga: false } as unknown as PDFKit.Mixins.OpenTypeFeatures[] };
/** Smaller than this nobody reads on paper. */
const SMALLEST = 0.72;

export type Run = { readonly text: string; readonly ethiopic: boolean };

/** A text in parts that one font has all letters of. */
export function runsOf(text: string): readonly Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const match of text.matchAll(ETHIOPIC)) {
    if (match.index > at) runs.push({ text: text.slice(at, match.index), ethiopic: false });
    runs.push({ text: match[0], ethiopic: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) runs.push({ text: text.slice(at), ethiopic: false });
  return runs;
}

export type LineStyle = {
  readonly size: number;
  readonly bold?: boolean;
  readonly colour: string;
  /** What there is room for; unbounded without it. */
  readonly width?: number;
  readonly right?: boolean;
};

/** Writes one line with its top left at x and y, or its right edge at x plus its width. */
export function writeLine(
  doc: PDFKit.PDFDocument,
  text: string,
  x: number,
  y: number,
  { size, bold = false, colour, width, right = false }: LineStyle,
): void {
  const widthAt = (words: string, at: number) => widthOf(doc, words, at, bold);
  let shown = text;
  let at = size;
  if (width !== undefined && widthAt(text, size) > width) {
    at = Math.max(size * SMALLEST, (size * width) / widthAt(text, size));
    const letters = [...text];
    while (letters.length > 1 && widthAt(shown, at) > width) {
      letters.pop();
      shown = `${letters.join('').trimEnd()}…`;
    }
  }
  let left = right && width !== undefined ? x + width - widthAt(shown, at) : x;
  for (const run of runsOf(shown)) {
    fontOf(doc, run, bold).fontSize(at).fillColor(colour);
    const wide = doc.widthOfString(run.text, NO_LIGATURES);
    // Smaller letters stand on the line that the usual ones would.
    doc.text(run.text, left, y + (size - at) * 0.76, { lineBreak: false, ...NO_LIGATURES });
    left += wide;
  }
}

/** A name of a bar: on one line, or, where it would be cut, on two small ones. */
export function writeName(
  doc: PDFKit.PDFDocument,
  text: string,
  x: number,
  y: number,
  style: LineStyle & { readonly width: number },
): void {
  const size = style.size * SMALLEST;
  const spaces = [...text.matchAll(/\s+/g)].map(({ index }) => index);
  if (widthOf(doc, text, size, false) <= style.width || spaces.length === 0) {
    writeLine(doc, text, x, y, style);
    return;
  }
  const middle = text.length / 2;
  const at = spaces.reduce((best, one) => (Math.abs(one - middle) < Math.abs(best - middle) ? one : best));
  writeLine(doc, text.slice(0, at), x, y - 2, { ...style, size });
  writeLine(doc, text.slice(at).trimStart(), x, y + size - 1.5, { ...style, size });
}

function widthOf(doc: PDFKit.PDFDocument, text: string, size: number, bold: boolean): number {
  return runsOf(text).reduce(
    (sum, run) => sum + fontOf(doc, run, bold).fontSize(size).widthOfString(run.text, NO_LIGATURES),
    0,
  );
}

function fontOf(doc: PDFKit.PDFDocument, { ethiopic: isEthiopic }: Run, bold: boolean): PDFKit.PDFDocument {
  return doc.font(isEthiopic ? (bold ? 'ethiopicBold' : 'ethiopic') : bold ? 'bold' : 'sans');
}
