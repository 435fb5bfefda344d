/** `/verify`: a page without scripts for whoever holds a certificate in hand, perhaps on an old phone. It says what the API says, and no more. */
import { readCertificateNumber } from '@digitruck/contract/certificate-number';
import type { CertificateCheck } from '@digitruck/contract/certificates';
import type { Language } from '@digitruck/contract/people';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CertificateStore } from '../../store/learners/certificates.ts';
import type { Routes } from '../kit.ts';
import { languageOf } from '../language.ts';
import { CHECKS_PER_MINUTE_MAX } from './certificates.ts';

const WORDS = {
  en: {
    title: 'Is this certificate real?',
    ask: 'Number on the certificate',
    check: 'Check',
    valid: 'This certificate is valid',
    revoked: 'This certificate was revoked: it counts no more',
    mistyped:
      'No certificate can have this number: a sign of it is mistyped or missing. Compare it with the paper.',
    unknown: 'There is no certificate with this number. Compare it with the paper, sign by sign.',
    course: 'Course',
    hours: 'Hours',
    programme: 'Programme',
    date: 'Issued on',
    number: 'Number',
    note: 'This page tells nothing about the person, to protect them. Compare the name with an identity card.',
  },
  fr: {
    title: 'Ce certificat est-il authentique ?',
    ask: 'Numéro inscrit sur le certificat',
    check: 'Vérifier',
    valid: 'Ce certificat est valable',
    revoked: 'Ce certificat a été révoqué : il ne compte plus',
    mistyped:
      'Aucun certificat ne peut porter ce numéro : un signe est faux ou manque. Comparez-le au papier.',
    unknown: 'Aucun certificat ne porte ce numéro. Comparez-le au papier, signe par signe.',
    course: 'Cours',
    hours: 'Heures',
    programme: 'Programme',
    date: 'Délivré le',
    number: 'Numéro',
    note: 'Cette page ne dit rien de la personne, pour la protéger. Comparez le nom à une pièce d’identité.',
  },
  sw: {
    title: 'Je, cheti hiki ni cha kweli?',
    ask: 'Namba iliyo kwenye cheti',
    check: 'Hakiki',
    valid: 'Cheti hiki ni halali',
    revoked: 'Cheti hiki kimefutwa: hakihesabiwi tena',
    mistyped:
      'Hakuna cheti kinachoweza kuwa na namba hii: herufi moja si sahihi au imekosekana. Ilinganishe na karatasi.',
    unknown: 'Hakuna cheti chenye namba hii. Ilinganishe na karatasi, herufi kwa herufi.',
    course: 'Kozi',
    hours: 'Saa',
    programme: 'Mradi',
    date: 'Kilitolewa',
    number: 'Namba',
    note: 'Ukurasa huu hausemi lolote kuhusu mtu, ili kumlinda. Linganisha jina na kitambulisho.',
  },
  fil: {
    title: 'Totoo ba ang sertipikong ito?',
    ask: 'Numero sa sertipiko',
    check: 'Suriin',
    valid: 'May bisa ang sertipikong ito',
    revoked: 'Binawi ang sertipikong ito: wala na itong bisa',
    mistyped:
      'Walang sertipiko ang maaaring may ganitong numero: may mali o kulang na titik. Ihambing sa papel.',
    unknown: 'Walang sertipiko na may ganitong numero. Ihambing sa papel, isa-isang titik.',
    course: 'Kurso',
    hours: 'Oras',
    programme: 'Programa',
    date: 'Ibinigay noong',
    number: 'Numero',
    note: 'Walang sinasabi ang pahinang ito tungkol sa tao, upang maprotektahan siya. Ihambing ang pangalan sa ID.',
  },
} as const satisfies Record<Language, Record<string, string>>;

const STYLE = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.35rem;color:#0f5b52}
@media (prefers-color-scheme:dark){h1{color:#7fd0c2}}
form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}
label{flex:1 1 14rem}
input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.6rem;text-transform:uppercase;letter-spacing:.06em}
button{font:inherit;padding:.65rem 1.2rem;border:0;border-radius:8px;background:#0f5b52;color:#fff}
.verdict{padding:.8rem 1rem;border-radius:8px;font-weight:700}
.valid{background:#edf6e5;color:#2f6b12}
.revoked,.unknown,.mistyped{background:#fdecec;color:#b3191f}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1rem}
dt{opacity:.75}dd{margin:0;font-weight:600}
small{opacity:.8}`;

export function verifyPageRoutes({
  certificates,
}: {
  certificates: Pick<CertificateStore, 'check'>;
}): Routes {
  const options = {
    config: { access: 'anyone', rateLimit: { max: CHECKS_PER_MINUTE_MAX, timeWindow: 60_000 } },
  } as const;

  async function pageOf(request: FastifyRequest, typed: string | undefined) {
    const language = languageOf(request.headers['accept-language']);
    if (typed === undefined || typed.trim() === '') return { status: 200, html: page(language, {}) };
    const number = readCertificateNumber(typed);
    const check = number === undefined ? undefined : await certificates.check(number);
    const found = check ?? (number === undefined ? 'mistyped' : 'unknown');
    return { status: check === undefined ? 404 : 200, html: page(language, { typed, found }) };
  }

  return (api) => {
    const Query = z.object({ number: z.string().max(60).optional() });
    api.get('/verify', { ...options, schema: { hide: true, querystring: Query } }, async (request, reply) => {
      const { status, html } = await pageOf(request, request.query.number);
      return reply.code(status).type('text/html; charset=utf-8').header('vary', 'accept-language').send(html);
    });
    const Params = z.object({ certificateNumber: z.string().max(60) });
    api.get(
      '/verify/:certificateNumber',
      { ...options, schema: { hide: true, params: Params } },
      async (request, reply) => {
        const { status, html } = await pageOf(request, request.params.certificateNumber);
        return reply
          .code(status)
          .type('text/html; charset=utf-8')
          .header('vary', 'accept-language')
          .header('cache-control', 'no-store')
          .send(html);
      },
    );
  };
}

function page(
  language: Language,
  shown: { readonly typed?: string; readonly found?: CertificateCheck | 'mistyped' | 'unknown' },
): string {
  const t = WORDS[language];
  const { typed = '', found } = shown;
  const check = typeof found === 'object' ? found : undefined;
  const verdict = typeof found === 'object' ? found.validity : found;
  const rows: readonly (readonly [string, string])[] = check
    ? [
        [t.course, check.course],
        [t.hours, String(check.courseHours)],
        [t.programme, check.programme],
        [t.date, dayIn(language, check.issuedOn)],
        [t.number, check.certificateNumber],
      ]
    : [];
  const facts = rows
    .map(([term, value]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(t.title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(t.title)}</h1>
${verdict === undefined ? '' : `<p class="verdict ${verdict}" role="status">${escapeHtml(t[verdict])}</p>`}
${facts === '' ? '' : `<dl>${facts}</dl>`}
<form action="/verify" method="get"><label>${escapeHtml(t.ask)}
<input name="number" required maxlength="60" autocomplete="off" spellcheck="false" placeholder="7K2M-Q9XA-4RTZ" value="${escapeHtml(typed)}"></label>
<button type="submit">${escapeHtml(t.check)}</button></form>
<p><small>${escapeHtml(t.note)}</small></p></main></body></html>
`;
}

function dayIn(language: Language, day: string): string {
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(day));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
