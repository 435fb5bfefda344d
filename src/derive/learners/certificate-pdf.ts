/**
 * Certificates as PDF: a page each, A4 landscape, with a QR code of where its number is verified.
 *
 * Names are set in DejaVu (embedded, only the letters used): its serif has Latin with all its marks, Greek and Cyrillic, its sans Arabic and more; and in
 * Noto where they are Ethiopic. What is long is set smaller and on two lines, never cut. Who did not agree to be named gets a line to write on, and so
 * does whose letters no face has: an empty box is no name.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Certificate } from '@digitruck/contract/certificates';
import type { Language } from '@digitruck/contract/people';
import PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import { FONTS, NO_LIGATURES, runsOf } from '../impact/pdf-text.ts';
import { CERTIFICATE_WORDS } from './certificate-words.ts';

const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const FACES = {
  ...FONTS,
  serif: join(fonts, 'DejaVuSerif.ttf'),
  serifBold: join(fonts, 'DejaVuSerif-Bold.ttf'),
  mono: join(fonts, 'DejaVuSansMono.ttf'),
} as const;
type Face = keyof typeof FACES;
const SANS: readonly Face[] = ['sans'];
const BOLD: readonly Face[] = ['bold'];
const SERIF: readonly Face[] = ['serif', 'sans'];
const SERIF_BOLD: readonly Face[] = ['serifBold', 'bold'];
/** Of DejaVu, so that letters of another face stand on the same line. */
const ASCENT = 0.93;
/** Of the size of one line. */
const TWO_LINES = 0.6;

/** A4, landscape, in points. */
const WIDTH = 841.89;
const HEIGHT = 595.28;
const INK = '#17212b';
const MUTED = '#4b5763';
const BRAND = '#0f5b52';
const ACCENT = '#f2b441';
const PAPER = '#fdfcf8';
const TEXT_LEFT = 110;
const TEXT_WIDTH = WIDTH - 2 * TEXT_LEFT;
const QR_SIZE = 84;

type Printed = Certificate & { readonly name: string | null; readonly number: number };
type Doc = InstanceType<typeof PDFDocument>;

/** @param options.verifyUrl what the number is put behind, e.g. `https://fleet.example.org/verify/` */
export async function certificatePdf(
  list: readonly Printed[],
  options: { readonly language: Language; readonly verifyUrl: string },
): Promise<Buffer> {
  const doc = new PDFDocument({
    size: [WIDTH, HEIGHT],
    margin: 0,
    autoFirstPage: false,
    font: FACES.sans,
    lang: options.language,
    displayTitle: true,
    info: { Title: CERTIFICATE_WORDS[options.language].title, Creator: 'DigiTruck', Producer: 'DigiTruck' },
  });
  for (const [name, path] of Object.entries(FACES)) doc.registerFont(name, path);
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => void parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  for (const certificate of list) {
    doc.addPage();
    drawFrame(doc);
    drawWords(doc, certificate, options);
    // A hundred pages take seconds; others get their turn in between.
    await nextTurn();
  }
  doc.end();
  await ended;
  return Buffer.concat(parts);
}

function drawFrame(doc: Doc): void {
  doc.rect(0, 0, WIDTH, HEIGHT).fill(PAPER);
  doc.rect(0, 0, 34, HEIGHT).fill(BRAND);
  doc.rect(34, 0, 5, HEIGHT).fill(ACCENT);
  doc
    .lineWidth(1)
    .strokeColor(BRAND)
    .rect(60, 28, WIDTH - 88, HEIGHT - 56)
    .stroke();
  doc
    .lineWidth(0.4)
    .strokeColor(ACCENT)
    .rect(65, 33, WIDTH - 98, HEIGHT - 66)
    .stroke();
}

function drawWords(
  doc: Doc,
  certificate: Printed,
  { language, verifyUrl }: { readonly language: Language; readonly verifyUrl: string },
): void {
  const t = CERTIFICATE_WORDS[language];
  const centred = (
    text: string,
    faces: readonly Face[],
    y: number,
    sizeMax: number,
    colour: string,
    spacing = 0,
  ) => {
    const width = TEXT_WIDTH - spacing * text.length;
    const { lines, size } = linesThatFit(doc, text, faces, { sizeMax, sizeMin: sizeMax / 2, width });
    doc.fillColor(colour);
    lines.forEach((line, index) => {
      // Smaller text stands on the same line as large text would, two lines around it.
      const above = (sizeMax - size) * 0.8 - (lines.length - 1 - 2 * index) * size * 0.6;
      const wide = widthOf(doc, line, faces, size) + spacing * line.length;
      write(doc, line, faces, { x: (WIDTH - wide) / 2, y: y + above, size, spacing });
    });
  };
  centred(certificate.programmeName, BOLD, 62, 12, BRAND, 1.2);
  centred(t.title, SERIF_BOLD, 92, 44, INK);
  centred(t.subtitle, SERIF, 148, 17, MUTED);
  doc.lineWidth(1.6).strokeColor(ACCENT);
  doc
    .moveTo(WIDTH / 2 - 34, 182)
    .lineTo(WIDTH / 2 + 34, 182)
    .stroke();
  centred(t.awarded, SANS, 204, 12, MUTED);
  if (certificate.name === null || !isWritten(doc, certificate.name, SERIF)) {
    doc.lineWidth(0.8).strokeColor(INK);
    doc
      .moveTo(TEXT_LEFT + 110, 268)
      .lineTo(WIDTH - TEXT_LEFT - 110, 268)
      .stroke();
    centred(t.unnamed(String(certificate.number)), SANS, 274, 9, MUTED);
  } else {
    centred(certificate.name, SERIF, 232, 34, BRAND);
  }
  centred(t.completed, SANS, 296, 12, MUTED);
  centred(certificate.courseName, SERIF_BOLD, 322, 24, INK);
  centred(t.hours(numberOf(certificate.courseHours, t.locale)), SANS, 362, 12, MUTED);
  drawFoot(doc, certificate, t, verifyUrl);
}

function drawFoot(
  doc: Doc,
  certificate: Printed,
  t: (typeof CERTIFICATE_WORDS)[Language],
  verifyUrl: string,
): void {
  const y = 452;
  const field = (label: string, value: string, x: number, width: number) => {
    const { lines, size } = linesThatFit(doc, value, SANS, { sizeMax: 11, sizeMin: 9, width });
    doc.fillColor(INK);
    lines.toReversed().forEach((line, index) => {
      write(doc, line, SANS, { x, y: y - 7 - size - index * size * 1.25, size });
    });
    doc
      .lineWidth(0.6)
      .strokeColor(MUTED)
      .moveTo(x, y)
      .lineTo(x + width, y)
      .stroke();
    doc
      .font('sans')
      .fontSize(8)
      .fillColor(MUTED)
      .text(label, x, y + 5, { width, lineBreak: false });
  };
  field(t.date, dateOf(certificate.issuedOn, t.locale), 96, 120);
  field(t.place, certificate.place, 232, 226);
  field(t.signature, '', 474, 152);
  const qrX = WIDTH - 56 - QR_SIZE - 40;
  drawQr(doc, `${verifyUrl}${certificate.certificateNumber}`, qrX, y - 46);
  doc.font('sans').fontSize(8).fillColor(MUTED).text(t.number, 96, 500, { lineBreak: false });
  doc.font('mono').fontSize(14).fillColor(INK);
  doc.text(certificate.certificateNumber, 96, 512, { lineBreak: false, characterSpacing: 1 });
  const shown = `${verifyUrl.replace(/^https?:\/\//, '')}${certificate.certificateNumber}`;
  doc.font('sans').fontSize(8).fillColor(MUTED);
  doc.text(t.verify, 300, 504, { width: WIDTH - 300 - 96, align: 'right', lineBreak: false });
  doc.text(shown, 300, 518, { width: WIDTH - 300 - 96, align: 'right', lineBreak: false });
}

/** Level M (15 % may be damaged): paper is folded and stamped. */
function drawQr(doc: Doc, text: string, x: number, y: number): void {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const step = QR_SIZE / size;
  doc.rect(x - 6, y - 6, QR_SIZE + 12, QR_SIZE + 12).fill('#ffffff');
  data.forEach((row, rowIndex) => {
    let from = 0;
    while (from < row.length) {
      let to = from;
      while (row[to] === row[from] && to < row.length) to += 1;
      // A little over, so that no reader sees hairlines between the squares.
      if (row[from] === true) {
        doc.rect(x + from * step, y + rowIndex * step, (to - from) * step + 0.05, step + 0.05);
      }
      from = to;
    }
  });
  doc.fill('#000000');
}

/** One line where it stays readable so, else two of about the same length; smaller as far as it must be. */
function linesThatFit(
  doc: Doc,
  text: string,
  faces: readonly Face[],
  { sizeMax, sizeMin, width }: { readonly sizeMax: number; readonly sizeMin: number; readonly width: number },
): { readonly lines: readonly string[]; readonly size: number } {
  const longest = (lines: readonly string[]) =>
    Math.max(...lines.map((line) => widthOf(doc, line, faces, sizeMax)));
  const sizeOf = (lines: readonly string[], most: number) =>
    Math.max(4, Math.min(most, (sizeMax * width) / longest(lines)));
  const one = { lines: [text], size: sizeOf([text], sizeMax) };
  if (one.size >= sizeMin) return one;
  const two = [...text.matchAll(/ /g)]
    .map(({ index }) => [text.slice(0, index), text.slice(index + 1)])
    .map((lines) => ({ lines, size: sizeOf(lines, Math.max(sizeMin, sizeMax * TWO_LINES)) }))
    .toSorted((a, b) => longest(a.lines) - longest(b.lines))[0];
  return two === undefined || two.size <= one.size ? one : two;
}

/** The parts of a text, each with the first face that has all its letters; undefined where none has. */
function partsOf(doc: Doc, text: string, faces: readonly Face[]) {
  return runsOf(text).map((run): { readonly text: string; readonly face: Face | undefined } => ({
    text: run.text,
    face: run.ethiopic
      ? faces.includes('bold')
        ? 'ethiopicBold'
        : 'ethiopic'
      : faces.find((face) => hasAll(doc, face, run.text)),
  }));
}

const isWritten = (doc: Doc, text: string, faces: readonly Face[]) =>
  partsOf(doc, text, faces).every(({ face }) => face !== undefined);

function hasAll(doc: Doc, face: Face, text: string): boolean {
  // Behind pdfkit's font is fontkit's, which pdfkit's types do not show.
  const { _font } = doc.font(face) as unknown as {
    _font: { font: { hasGlyphForCodePoint(c: number): boolean } };
  };
  return [...text].every((sign) => _font.font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0));
}

function widthOf(doc: Doc, text: string, faces: readonly Face[], size: number): number {
  return partsOf(doc, text, faces).reduce(
    (sum, part) =>
      sum +
      doc
        .font(part.face ?? 'sans')
        .fontSize(size)
        .widthOfString(part.text, NO_LIGATURES),
    0,
  );
}

function write(
  doc: Doc,
  text: string,
  faces: readonly Face[],
  {
    x,
    y,
    size,
    spacing = 0,
  }: { readonly x: number; readonly y: number; readonly size: number; readonly spacing?: number },
): void {
  let left = x;
  for (const part of partsOf(doc, text, faces)) {
    doc.font(part.face ?? 'sans').fontSize(size);
    const wide = doc.widthOfString(part.text, NO_LIGATURES) + spacing * part.text.length;
    // As a whole, not word by word: what is written from right to left keeps its order so.
    doc.text(part.text, left, y + ASCENT * size, {
      lineBreak: false,
      baseline: 'alphabetic',
      characterSpacing: spacing,
      ...NO_LIGATURES,
    });
    left += wide;
  }
}

function numberOf(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
}

function dateOf(day: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}
