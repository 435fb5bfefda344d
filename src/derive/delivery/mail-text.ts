/** A message as an e-mail: subject, plain text, and the same as simple HTML in which every word that came from outside is escaped. */
import type { Alert, Severity } from '@digitruck/contract/alerts';
import type { Language } from '@digitruck/contract/people';
import { LANGUAGES } from '@digitruck/contract/people-words';
import { zoneOffsetMs } from '../../kernel/zone.ts';
import type { StoredAlert } from '../../store/alerts/alerts.ts';
import type { Message } from '../../store/alerts/deliveries.ts';
import { LISTED_MAX, linkOf, type MessageTools } from './webhook.ts';
import { headlineOf, LABELS, truckWord, type What } from './words.ts';

export type MailText = { readonly subject: string; readonly text: string; readonly html: string };
type Worded = StoredAlert & Pick<Alert, 'words'>;
type Told = { readonly what: What; readonly alert: Worded };

const RANK: Readonly<Record<Severity, number>> = { note: 1, soon: 2, urgent: 3 };
const LINE_MAX_CHARS = 900;

export function mailText(message: Message, tools: MessageTools): MailText {
  const { channel } = message;
  const language = channel.kind === 'email' && LANGUAGES.includes(channel.language) ? channel.language : 'en';
  const labels = LABELS[language];
  const told = message.deliveries
    .flatMap(({ what, alert }): Told[] =>
      alert === null ? [] : [{ what, alert: { ...alert, ...tools.wordsOf(alert, language) } }],
    )
    .sort((a, b) => RANK[b.alert.severity] - RANK[a.alert.severity]);
  const [first] = told;
  const foot = `${labels.why} ${tools.programme}: ${channel.name}`;
  if (first === undefined) {
    const subject = oneLine(`${tools.programme}: ${labels.testSubject}`);
    return {
      subject,
      text: `${labels.testBody}\n\n-- \n${foot}\n`,
      html: page(subject, language, `<p>${escaped(labels.testBody)}</p>`, foot),
    };
  }
  const many = message.kind === 'summary' || told.length > 1;
  const severity = labels.severity[first.alert.severity];
  const subject = oneLine(
    message.kind === 'summary'
      ? `[${severity}] ${labels.summary(told.length)}`
      : many
        ? `[${severity}] ${labels.digest(told.length, truckWord(first.alert))}`
        : headlineOf(first.what, first.alert, language),
  );
  if (message.kind === 'summary') return { subject, ...listOf(told, language, tools, subject, foot) };
  const parts = told.map((one) => partOf(one, language, tools));
  return {
    subject,
    text: `${parts.map(({ text }) => text).join('\n\n')}\n\n-- \n${foot}\n`,
    html: page(subject, language, parts.map(({ html }) => html).join('<hr>'), foot),
  };
}

/** A storm: a line each, and where the rest is. */
function listOf(
  told: readonly Told[],
  language: Language,
  tools: MessageTools,
  subject: string,
  foot: string,
) {
  const labels = LABELS[language];
  const lines = told.slice(0, LISTED_MAX).map(({ what, alert }) => headlineOf(what, alert, language));
  const more = told.length > lines.length ? [labels.andMore(told.length - lines.length)] : [];
  const link = linkOf(tools.publicUrl);
  return {
    text: `${[...lines, ...more].map((line) => `- ${oneLine(line)}`).join('\n')}\n\n${link === null ? '' : `${labels.open}: ${link}\n\n`}-- \n${foot}\n`,
    html: page(
      subject,
      language,
      `<ul>${[...lines, ...more].map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>${anchor(link, labels.open)}`,
      foot,
    ),
  };
}

function partOf({ what, alert }: Told, language: Language, tools: MessageTools) {
  const labels = LABELS[language];
  const { words } = alert;
  const link = linkOf(tools.publicUrl, alert);
  const rows: [string, string][] = [
    [labels.cause, words.cause],
    // What is over needs nothing done.
    ...(what === 'cleared'
      ? []
      : ([
          [labels.consequence, words.consequence],
          [labels.action, words.action],
        ] as [string, string][])),
    [labels.since, localTime(Date.parse(alert.since), tools.timeZone)],
  ];
  const headline = headlineOf(what, alert, language);
  return {
    text: [
      oneLine(headline),
      '',
      ...rows.map(([label, value]) => `${label}: ${oneLine(value)}`),
      ...(link === null ? [] : [`${labels.open}: ${link}`]),
    ].join('\n'),
    html: `<h2>${escaped(headline)}</h2><table>${rows
      .map(
        ([label, value]) =>
          `<tr><th align="left" valign="top">${escaped(label)}</th><td>${escaped(value)}</td></tr>`,
      )
      .join('')}</table>${anchor(link, labels.open)}`,
  };
}

/** Local day and time without a language's habits: `2026-11-23 10:05`. */
function localTime(ms: number, timeZone: string): string {
  return new Date(ms + zoneOffsetMs(ms, timeZone)).toISOString().slice(0, 16).replace('T', ' ');
}

function page(title: string, language: Language, body: string, foot: string): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body style="font-family:sans-serif">${body}<p style="color:#555"><small>${escaped(foot)}</small></p></body></html>\n`;
}

function anchor(link: string | null, label: string): string {
  return link === null ? '' : `<p><a href="${escaped(link)}">${escaped(label)}</a></p>`;
}

/** A subject or a line of text is one line, whatever a name holds. */
function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > LINE_MAX_CHARS ? `${line.slice(0, LINE_MAX_CHARS)}…` : line;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
