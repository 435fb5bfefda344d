/**
 * One page for a funder: how many, who and where, what the numbers are and are not, and how far they can be held to: closed under which
 * name, as of when, what came late. Nothing of it is cut: what is long is set smaller or told together.
 */
import type { Target } from '@digitruck/contract/impact-entries';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import type { Measure } from '@digitruck/contract/impact-words';
import { AGE_BANDS } from '@digitruck/contract/session-words';
import PDFDocument from 'pdfkit';
import { definitionOf } from '../../impact/definitions.ts';
import { FONTS, type LineStyle, NO_LIGATURES, writeLine, writeName } from './pdf-text.ts';

const [INK, MUTED, BRAND, SOFT, TILE] = ['#17212b', '#4b5763', '#0f5b52', '#dfe9e6', '#f3f7f6'];
const [PROVISIONAL, CLOSED] = ['#fff1d6', '#e3f0ed'];
const SEX_COLOURS = { female: BRAND, male: '#8fbfb5', other: '#c2820b', unknown: '#aab4bd' } as const;
/** A4, in points. */
const [WIDTH, HEIGHT, LEFT] = [595.28, 841.89, 40];
const INNER = WIDTH - 2 * LEFT;
const NUMBER_WIDTH = 54;
const TARGET_WIDTH = 50;
const COUNTIES_MAX = 10;
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
const RULES: readonly [Measure, string][] = [
  ['people', 'People'],
  ['certified', 'Certified'],
  ['hoursPerPerson', 'Hours per person'],
];

export async function impactPdf(
  { impact }: ImpactSnapshot,
  about: {
    readonly programme: string;
    readonly state: string;
    /** Those of just these days, of all funders, stand beside their figures. */
    readonly targets: readonly Pick<Target, 'indicator' | 'firstDay' | 'lastDay' | 'funder' | 'value'>[];
  },
): Promise<Buffer> {
  const title = `${about.programme}, ${dayText(impact.from)} to ${dayText(impact.to)}`;
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    font: FONTS.sans,
    lang: 'en',
    displayTitle: true,
    info: { Title: title, Creator: 'DigiTruck', Producer: 'DigiTruck' },
  });
  for (const [name, path] of Object.entries(FONTS)) doc.registerFont(name, path);
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => void parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  const line = (text: string, x: number, y: number, style: Partial<LineStyle> = {}) =>
    writeLine(doc, text, x, y, { size: 9, colour: INK, ...style });
  const figureOf = (id: Measure) => impact.figures.find((figure) => figure.id === id)?.value ?? null;

  head();
  sentences();
  tiles();
  who();
  where();
  small();
  doc.end();
  await ended;
  return Buffer.concat(parts);

  function head(): void {
    doc.rect(0, 0, WIDTH, 74).fill(BRAND);
    line(about.programme, LEFT, 18, { size: 20, bold: true, colour: '#ffffff', width: INNER });
    line(`Impact, ${dayText(impact.from)} to ${dayText(impact.to)}`, LEFT, 48, {
      size: 11,
      colour: '#ffffff',
      width: INNER,
    });
    const isClosed = about.state.startsWith('closed');
    doc.rect(0, 74, WIDTH, 20).fill(isClosed ? CLOSED : PROVISIONAL);
    const state = about.state.replace(
      INSTANT,
      (_, day: string, time: string) => `${dayText(day)}, ${time} UTC`,
    );
    line(state.charAt(0).toUpperCase() + state.slice(1), LEFT, 79, { size: 8.5, width: INNER });
  }

  function sentences(): void {
    const [people, women, held, missed] = [
      figureOf('people'),
      figureOf('women'),
      figureOf('sessionsHeld'),
      figureOf('sessionsCancelled'),
    ];
    const share = people && women !== null ? `, ${Math.round((100 * women) / people)} % of them women` : '';
    line(`${numberText(people)} people were taught in ${numberText(held)} classes${share}.`, LEFT, 108, {
      size: 12.5,
      bold: true,
      width: INNER,
    });
    const reasons = impact.cancelled
      .slice(0, 2)
      .map(({ reason, sessions }) => `${reason.replaceAll('-', ' ')} (${numberText(sessions)})`);
    const [cost] = impact.cost;
    const more = [
      missed
        ? `${numberText(missed)} classes were not held${reasons.length > 0 ? `, most often for: ${reasons.join(', ')}` : ''}.`
        : '',
      impact.cost.length === 1 && cost?.perPerson != null
        ? `Cost per person: ${numberText(cost.perPerson)} ${cost.currency}.`
        : '',
    ];
    line(more.filter(Boolean).join(' '), LEFT, 127, { colour: MUTED, width: INNER });
  }

  function tiles(): void {
    const gap = 8;
    const width = (INNER - 3 * gap) / 4;
    for (const [index, [id, label]] of SHOWN.entries()) {
      const value = figureOf(id);
      const [x, y] = [LEFT + (index % 4) * (width + gap), 148 + Math.floor(index / 4) * 56];
      doc.roundedRect(x, y, width, 48, 4).fill(TILE);
      line(value === null ? 'not known' : numberText(value), x + 9, y + 7, {
        size: value === null ? 12 : 18,
        bold: true,
        colour: BRAND,
        width: width - 18,
      });
      const target = about.targets.find(
        ({ indicator, firstDay, lastDay, funder }) =>
          indicator === id && firstDay === impact.from && lastDay === impact.to && funder === '',
      );
      const shown = target === undefined || value === null ? undefined : target.value;
      const rest = width - 18 - (shown === undefined ? 0 : TARGET_WIDTH);
      line(label, x + 9, y + 32, { size: 8.5, colour: MUTED, width: rest });
      if (shown === undefined || value === null) continue;
      line(`target ${numberText(shown)}`, x + 9 + rest, y + 33, {
        size: 7,
        colour: MUTED,
        width: TARGET_WIDTH,
        right: true,
      });
      doc.rect(x + 9, y + 44, width - 18, 2).fill(SOFT);
      doc.rect(x + 9, y + 44, (width - 18) * Math.min(1, value / shown), 2).fill(BRAND);
    }
  }

  /** By age as bars, parted by sex; each name with its number behind it. */
  function who(): void {
    const peopleOf = (keep: (one: ImpactSnapshot['impact']['categories'][number]) => boolean) =>
      impact.categories.filter(keep).reduce((total, { people }) => total + people, 0);
    line('People by age and sex', LEFT, 272, { size: 11, bold: true });
    const sexes = (['female', 'male', 'other', 'unknown'] as const)
      .map((sex) => [sex, peopleOf((one) => one.sex === sex)] as const)
      .filter(([, people]) => people > 0);
    let x = LEFT + 190;
    for (const [sex, people] of sexes) {
      doc.rect(x, 275, 8, 8).fill(SEX_COLOURS[sex]);
      line(sex, x + 12, 274, { colour: MUTED });
      const named = x + 16 + doc.font('sans').fontSize(9).widthOfString(sex);
      line(numberText(people), named, 274, { bold: true });
      x = named + doc.font('bold').fontSize(9).widthOfString(numberText(people)) + 14;
    }
    const ages = AGE_BANDS.map((age) => [age, peopleOf((one) => one.ageBand === age)] as const).filter(
      ([, people]) => people > 0,
    );
    const most = Math.max(1, ...ages.map(([, people]) => people));
    for (const [index, [age, people]] of ages.entries()) {
      bar(age === 'unknown' ? 'age unknown' : `${age} years`, people, 294 + index * 16, {
        named: 96,
        parts: sexes.map(([sex]) => [
          peopleOf((one) => one.ageBand === age && one.sex === sex) / most,
          SEX_COLOURS[sex],
        ]),
      });
    }
  }

  function where(): void {
    const rows = impact.rows
      .map(({ label, values }) => [label || 'no county noted', values.people ?? 0] as const)
      .filter(([, people]) => people > 0);
    line('People by county', LEFT, 420, { size: 11, bold: true });
    if (impact.overlap > 0)
      line(`${numberText(impact.overlap)} are in more than one`, LEFT + 190, 422, { colour: MUTED });
    const shown = rows.slice(0, rows.length > COUNTIES_MAX ? COUNTIES_MAX - 1 : COUNTIES_MAX);
    const rest = rows.slice(shown.length);
    const most = Math.max(1, ...shown.map(([, people]) => people));
    for (const [index, [label, people]] of shown.entries())
      bar(label, people, 440 + index * 16, { named: 190, parts: [[people / most, BRAND]] });
    if (rest.length === 0) return;
    const y = 440 + shown.length * 16;
    // No bar: many together would look like the largest of all.
    line(`${rest.length} more counties together`, LEFT, y, { colour: MUTED });
    const people = rest.reduce((sum, [, more]) => sum + more, 0);
    line(numberText(people), WIDTH - LEFT - NUMBER_WIDTH, y, { width: NUMBER_WIDTH, right: true });
  }

  function bar(
    label: string,
    value: number,
    y: number,
    {
      named,
      parts: drawn,
    }: { readonly named: number; readonly parts: readonly (readonly [number, string])[] },
  ): void {
    const width = INNER - named - NUMBER_WIDTH;
    writeName(doc, label, LEFT, y, { size: 9, colour: MUTED, width: named - 8 });
    line(numberText(value), LEFT + named + width, y, { width: NUMBER_WIDTH, right: true });
    doc.rect(LEFT + named, y, width, 10).fill(SOFT);
    let x = LEFT + named;
    for (const [share, colour] of drawn) {
      doc.rect(x, y, width * share, 10).fill(colour);
      x += width * share;
    }
  }

  /** What it is, what it is not, and how far it can be held to. */
  function small(): void {
    const [top, gap] = [612, 18];
    const width = (INNER - gap) / 2;
    line('How this is counted', LEFT, top, { bold: true });
    line('Sustainable Development Goal 4', LEFT + width + gap, top, { bold: true });
    const left = RULES.map(([id, name]) => [`${name}: `, definitionOf(id, 'en').rule] as const);
    const right = impact.sdg.map(
      ({ indicator, value, is, isNot }) =>
        [`${indicator}: ${value === null ? 'not known' : numberText(value)}. `, `${is} ${isNot}`] as const,
    );
    for (const [x, paragraphs] of [
      [LEFT, left],
      [LEFT + width + gap, right],
    ] as const) {
      doc.y = top + 14;
      for (const [name, words] of paragraphs) {
        doc
          .fontSize(7.2)
          .fillColor(INK)
          .font('bold')
          .text(name, x, doc.y, { width, continued: true, ...NO_LIGATURES });
        doc
          .fillColor(MUTED)
          .font('sans')
          .text(words, { width, continued: false, ...NO_LIGATURES });
        doc.y += 3;
      }
    }
    doc.rect(LEFT, HEIGHT - 40, INNER, 0.6).fill(SOFT);
    const { sessions } = impact.late;
    const came = `${numberText(sessions)} ${sessions === 1 ? 'report' : 'reports'} arrived or changed after the last day.`;
    const asOf = impact.asOf.replace(
      INSTANT,
      (_, day: string, time: string) => `${dayText(day)}, ${time} UTC`,
    );
    line(`As of ${asOf}. ${came}`, LEFT, HEIGHT - 33, { size: 8, colour: MUTED, width: INNER });
    line(
      'People and activities taught; never a population indicator. Every number opens to its classes in the console.',
      LEFT,
      HEIGHT - 21,
      {
        size: 8,
        colour: MUTED,
        width: INNER,
      },
    );
  }
}

const INSTANT = /(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[:.\d]*Z/g;
const numberText = (value: number | null) => (value === null ? 'not known' : value.toLocaleString('en-GB'));
const dayText = (day: string) =>
  new Date(day).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
