/** One page for a funder: the figures, who and where as bars, what they are and are not. Set in DejaVu, as certificates are. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import type { Measure } from '@digitruck/contract/impact-words';
import PDFDocument from 'pdfkit';
import { definitionOf } from '../../impact/definitions.ts';

const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const [INK, MUTED, BRAND, SOFT] = ['#17212b', '#4b5763', '#0f5b52', '#dfe9e6'];
/** A4, in points. */
const [WIDTH, HEIGHT, LEFT] = [595.28, 841.89, 44];
const INNER = WIDTH - 2 * LEFT;
const SHOWN: readonly [Measure, string][] = [
  ['people', 'people taught'],
  ['women', 'of them women'],
  ['teachers', 'of them teachers'],
  ['certified', 'certified'],
  ['sessionsHeld', 'classes held'],
  ['hours', 'hours of classes'],
  ['attendances', 'attendances'],
  ['hoursPerPerson', 'hours per person'],
];

export async function impactPdf(
  { impact }: ImpactSnapshot,
  about: { readonly programme: string; readonly state: string },
): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    font: join(fonts, 'DejaVuSans.ttf'),
    lang: 'en',
    displayTitle: true,
    info: {
      Title: `${about.programme} ${impact.from} to ${impact.to}`,
      Creator: 'DigiTruck',
      Producer: 'DigiTruck',
    },
  });
  doc
    .registerFont('sans', join(fonts, 'DejaVuSans.ttf'))
    .registerFont('bold', join(fonts, 'DejaVuSans-Bold.ttf'));
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => void parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  const text = (
    words: string,
    x: number,
    y: number,
    size: number,
    more: { bold?: boolean; colour?: string; width?: number; right?: boolean } = {},
  ) =>
    doc
      .font(more.bold === true ? 'bold' : 'sans')
      .fontSize(size)
      .fillColor(more.colour ?? INK)
      .text(words, x, y, {
        width: more.width ?? INNER,
        align: more.right === true ? 'right' : 'left',
        ...(more.width === undefined ? { lineBreak: false } : {}),
      });
  doc.rect(0, 0, WIDTH, 8).fill(BRAND);
  text(about.programme, LEFT, 34, 20, { bold: true });
  text(`${impact.from} to ${impact.to} · ${about.state}`, LEFT, 62, 10, { colour: MUTED });
  for (const [index, [id, label]] of SHOWN.entries()) {
    const value = impact.figures.find((figure) => figure.id === id)?.value ?? null;
    const [x, y] = [LEFT + (index % 4) * (INNER / 4), 96 + Math.floor(index / 4) * 62];
    text(value === null ? 'not known' : numberText(value), x, y, value === null ? 12 : 22, {
      bold: true,
      colour: BRAND,
    });
    text(label, x, y + 29, 9, { colour: MUTED });
  }
  const sum = (keep: (line: ImpactSnapshot['impact']['categories'][number]) => boolean) =>
    impact.categories.filter(keep).reduce((total, { people }) => total + people, 0);
  const ages = [...new Set(impact.categories.map(({ ageBand }) => ageBand))].sort();
  const sexes = ['female', 'male', 'other', 'unknown'] as const;
  bars('People by age and sex', 236, [
    ...sexes.map((sex): [string, number] => [sex, sum((line) => line.sex === sex)]),
    ...ages.map((age): [string, number] => [
      age === 'unknown' ? 'age unknown' : `${age} years`,
      sum((line) => line.ageBand === age),
    ]),
  ]);
  bars(
    impact.overlap > 0 ? `People by county (${impact.overlap} are in more than one)` : 'People by county',
    470,
    impact.rows
      .slice(0, 10)
      .map(({ label, values }): [string, number] => [label || 'no county', values.people ?? 0]),
  );
  text('How people are counted', LEFT, 690, 9, { bold: true });
  const { rule, why } = definitionOf('people', 'en');
  text(`${rule} ${why}`, LEFT, 704, 8, { colour: MUTED, width: INNER });
  text('People and activities taught; never a population indicator.', LEFT, HEIGHT - 60, 8, {
    colour: MUTED,
  });
  text(
    `As of ${impact.asOf}. ${impact.late.sessions} reports arrived or changed after the last day.`,
    LEFT,
    HEIGHT - 46,
    8,
    { colour: MUTED },
  );
  doc.end();
  await ended;
  return Buffer.concat(parts);

  function bars(title: string, y: number, rows: readonly [string, number][]): void {
    text(title, LEFT, y, 11, { bold: true });
    const most = Math.max(1, ...rows.map(([, value]) => value));
    for (const [index, [label, value]] of rows
      .filter(([, one]) => one > 0)
      .slice(0, 11)
      .entries()) {
      const top = y + 22 + index * 17;
      text(label, LEFT, top, 9, { colour: MUTED });
      doc.rect(LEFT + 120, top, INNER - 180, 10).fill(SOFT);
      doc.rect(LEFT + 120, top, ((INNER - 180) * value) / most, 10).fill(BRAND);
      text(numberText(value), WIDTH - LEFT - 54, top, 9, { width: 54, right: true });
    }
  }
}

const numberText = (value: number) => value.toLocaleString('en-GB');
