/** What a host is told of a visit: a message that is ready to send, in the host's language where we have it, else in English. */
import type { Language } from '@digitruck/contract/people';
import { LANGUAGES } from '@digitruck/contract/people-words';
import type { HostToTell } from '@digitruck/contract/plans';

export type HostMessage = {
  readonly language: string;
  readonly host: string;
  readonly site: string;
  readonly programme: string;
  readonly what: HostToTell['what'];
  readonly before: HostToTell['before'];
  readonly after: HostToTell['after'];
};
type Said = {
  readonly host: string;
  readonly site: string;
  readonly programme: string;
  readonly old: string;
  readonly days: string;
};
type Letter = {
  readonly days: (first: string, last: string) => string;
  readonly greet: (host: string) => string;
  readonly end: (programme: string) => string;
} & {
  readonly [What in HostToTell['what']]: {
    readonly subject: (said: Said) => string;
    readonly text: (said: Said) => string;
  };
};

/** Languages by what people write in the field: a code, or its own or its English name. */
const NAMES: Readonly<Record<string, Language>> = {
  english: 'en',
  french: 'fr',
  français: 'fr',
  francais: 'fr',
  swahili: 'sw',
  kiswahili: 'sw',
  filipino: 'fil',
  tagalog: 'fil',
  tl: 'fil',
};
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR', sw: 'sw-KE', fil: 'fil-PH' };

export function hostLanguage(written: string): Language {
  const word =
    written
      .trim()
      .toLowerCase()
      .split(/[\s,;_-]/)[0] ?? '';
  return LANGUAGES.find((language) => language === word) ?? NAMES[word] ?? 'en';
}

export function hostMessage(message: HostMessage): { subject: string; text: string } {
  const language = hostLanguage(message.language);
  const letter = LETTERS[language];
  const format = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'full', timeZone: 'UTC' });
  const day = (date: string) => format.format(Date.parse(`${date}T00:00:00Z`));
  const days = (range: { firstDay: string; lastDay: string } | null) =>
    range === null ? '' : letter.days(day(range.firstDay), day(range.lastDay));
  const { host, site, programme, what } = message;
  const said = { host, site, programme, old: days(message.before), days: days(message.after) };
  const { subject, text } = letter[what];
  return {
    subject: subject(said),
    text: [letter.greet(host), '', text(said), '', letter.end(programme)].join('\n'),
  };
}

const LETTERS: Readonly<Record<Language, Letter>> = {
  en: {
    days: (first, last) => `${first} to ${last}`,
    greet: (host) => (host === '' ? 'Good day,' : `Dear ${host},`),
    end: (programme) => `If this does not suit, please tell us soon.\n${programme}`,
    new: {
      subject: ({ site }) => `The DigiTruck comes to ${site}`,
      text: ({ site, days }) => `The DigiTruck will be at ${site} from ${days}.`,
    },
    moved: {
      subject: ({ site }) => `New dates of the DigiTruck at ${site}`,
      text: ({ site, old, days }) =>
        `The visit of the DigiTruck at ${site} has moved. It was to be from ${old}; it is now from ${days}.`,
    },
    dropped: {
      subject: ({ site }) => `The DigiTruck cannot come to ${site} as planned`,
      text: ({ site, old }) =>
        `We are sorry: the visit of the DigiTruck at ${site} from ${old} cannot take place. Your request stays open, and we will look for other dates.`,
    },
  },
  fr: {
    days: (first, last) => `${first} au ${last}`,
    greet: (host) => (host === '' ? 'Bonjour,' : `Bonjour ${host},`),
    end: (programme) => `Si cela ne vous convient pas, merci de nous prévenir rapidement.\n${programme}`,
    new: {
      subject: ({ site }) => `Le DigiTruck vient à ${site}`,
      text: ({ site, days }) => `Le DigiTruck sera à ${site} du ${days}.`,
    },
    moved: {
      subject: ({ site }) => `Nouvelles dates du DigiTruck à ${site}`,
      text: ({ site, old, days }) =>
        `La visite du DigiTruck à ${site} est déplacée. Elle était prévue du ${old} ; elle aura lieu du ${days}.`,
    },
    dropped: {
      subject: ({ site }) => `Le DigiTruck ne peut pas venir à ${site} comme prévu`,
      text: ({ site, old }) =>
        `Nous sommes désolés : la visite du DigiTruck à ${site} du ${old} ne peut pas avoir lieu. Votre demande reste ouverte et nous chercherons d'autres dates.`,
    },
  },
  sw: {
    days: (first, last) => `${first} hadi ${last}`,
    greet: (host) => (host === '' ? 'Habari,' : `Mpendwa ${host},`),
    end: (programme) => `Ikiwa tarehe hizi hazifai, tafadhali tujulishe mapema.\n${programme}`,
    new: {
      subject: ({ site }) => `DigiTruck inakuja ${site}`,
      text: ({ site, days }) => `DigiTruck itakuwa ${site} kuanzia ${days}.`,
    },
    moved: {
      subject: ({ site }) => `Tarehe mpya za DigiTruck ${site}`,
      text: ({ site, old, days }) =>
        `Ziara ya DigiTruck ${site} imehamishwa. Ilipangwa kuanzia ${old}; sasa ni kuanzia ${days}.`,
    },
    dropped: {
      subject: ({ site }) => `DigiTruck haiwezi kuja ${site} kama ilivyopangwa`,
      text: ({ site, old }) =>
        `Samahani: ziara ya DigiTruck ${site} kuanzia ${old} haitafanyika. Ombi lenu bado lipo, nasi tutatafuta tarehe nyingine.`,
    },
  },
  fil: {
    days: (first, last) => `${first} hanggang ${last}`,
    greet: (host) => (host === '' ? 'Magandang araw,' : `Mahal na ${host},`),
    end: (programme) => `Kung hindi ito akma, mangyaring sabihin sa amin agad.\n${programme}`,
    new: {
      subject: ({ site }) => `Darating ang DigiTruck sa ${site}`,
      text: ({ site, days }) => `Ang DigiTruck ay nasa ${site} mula ${days}.`,
    },
    moved: {
      subject: ({ site }) => `Bagong petsa ng DigiTruck sa ${site}`,
      text: ({ site, old, days }) =>
        `Inilipat ang pagbisita ng DigiTruck sa ${site}. Dati itong mula ${old}; ngayon ay mula ${days}.`,
    },
    dropped: {
      subject: ({ site }) => `Hindi makakapunta ang DigiTruck sa ${site} ayon sa plano`,
      text: ({ site, old }) =>
        `Paumanhin: hindi matutuloy ang pagbisita ng DigiTruck sa ${site} mula ${old}. Nananatiling bukas ang inyong kahilingan, at hahanap kami ng ibang petsa.`,
    },
  },
};
