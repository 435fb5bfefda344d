/** The words around an alert in messages: its urgency, what became of it. What the alert says itself is passed in. */
import type { Alert, Severity } from '@digitruck/contract/alerts';
import type { Delivery } from '@digitruck/contract/channels';
import type { Language } from '@digitruck/contract/people';
import type { StoredAlert } from '../../store/alerts/alerts.ts';

export type What = Delivery['what'];
type Labels = {
  readonly severity: Readonly<Record<Severity, string>>;
  readonly what: Readonly<Record<Exclude<What, 'raised'>, string>>;
  readonly cause: string;
  readonly consequence: string;
  readonly action: string;
  readonly since: string;
  readonly open: string;
  readonly why: string;
  readonly testSubject: string;
  readonly testBody: string;
  readonly digest: (count: number, truck: string) => string;
  readonly summary: (count: number) => string;
  readonly andMore: (count: number) => string;
};

export const LABELS: Readonly<Record<Language, Labels>> = {
  en: {
    severity: { urgent: 'Urgent', soon: 'Soon', note: 'Note' },
    what: { worse: 'Worse', escalated: 'Nobody has acknowledged', cleared: 'Over', test: 'Test' },
    cause: 'Why',
    consequence: 'What follows',
    action: 'What to do',
    since: 'Since',
    open: 'Open it',
    why: 'You get this because somebody entered your address at DigiTruck, under Alerts, Tell people.',
    testSubject: 'Test: this channel works',
    testBody: 'This is a test. Nothing has to be done.',
    digest: (count, truck) => `${count} alerts of ${truck}`,
    summary: (count) => `${count} alerts in a short time`,
    andMore: (count) => `and ${count} more`,
  },
  fr: {
    severity: { urgent: 'Urgent', soon: 'Bientôt', note: 'À savoir' },
    what: { worse: 'Aggravé', escalated: 'Personne ne s’en occupe', cleared: 'Terminé', test: 'Essai' },
    cause: 'Pourquoi',
    consequence: 'Conséquence',
    action: 'Que faire',
    since: 'Depuis',
    open: 'Ouvrir',
    why: 'Vous recevez ce message parce que votre adresse est inscrite dans DigiTruck, sous Alertes, Prévenir.',
    testSubject: 'Essai : ce canal fonctionne',
    testBody: 'Ceci est un essai. Il n’y a rien à faire.',
    digest: (count, truck) => `${count} alertes de ${truck}`,
    summary: (count) => `${count} alertes en peu de temps`,
    andMore: (count) => `et ${count} autres`,
  },
  sw: {
    severity: { urgent: 'Haraka', soon: 'Karibuni', note: 'Kujua' },
    what: { worse: 'Imezidi', escalated: 'Hakuna aliyeshughulikia', cleared: 'Imeisha', test: 'Jaribio' },
    cause: 'Kwa nini',
    consequence: 'Matokeo',
    action: 'La kufanya',
    since: 'Tangu',
    open: 'Fungua',
    why: 'Umepata ujumbe huu kwa sababu anwani yako imewekwa kwenye DigiTruck, chini ya Tahadhari.',
    testSubject: 'Jaribio: njia hii inafanya kazi',
    testBody: 'Hili ni jaribio. Hakuna la kufanya.',
    digest: (count, truck) => `Tahadhari ${count} za ${truck}`,
    summary: (count) => `Tahadhari ${count} kwa muda mfupi`,
    andMore: (count) => `na nyingine ${count}`,
  },
  fil: {
    severity: { urgent: 'Agaran', soon: 'Malapit na', note: 'Paalala' },
    what: { worse: 'Lumala', escalated: 'Wala pang umaako', cleared: 'Tapos na', test: 'Pagsubok' },
    cause: 'Bakit',
    consequence: 'Ano ang kasunod',
    action: 'Ano ang gagawin',
    since: 'Mula',
    open: 'Buksan',
    why: 'Natanggap mo ito dahil nakalagay ang address mo sa DigiTruck, sa ilalim ng Mga alerto.',
    testSubject: 'Pagsubok: gumagana ang channel na ito',
    testBody: 'Ito ay pagsubok. Walang kailangang gawin.',
    digest: (count, truck) => `${count} alerto ng ${truck}`,
    summary: (count) => `${count} alerto sa maikling panahon`,
    andMore: (count) => `at ${count} pa`,
  },
};

type Worded = StoredAlert & Pick<Alert, 'words'>;

/** E.g. `[Urgent] DT-07: the battery will not last today’s classes`; the words' title names the truck. */
export function headlineOf(what: What, alert: Worded, language: Language): string {
  const { severity, what: became } = LABELS[language];
  const { title } = alert.words;
  const { truckId, truckName } = alert;
  const named =
    truckId === null || title.includes(truckId)
      ? title
      : truckName && title.includes(truckName)
        ? `${title} (${truckId})`
        : `${truckId}: ${title}`;
  const state = what === 'raised' ? '' : `${became[what]}: `;
  return `[${severity[alert.severity]}] ${state}${named}`;
}

/** A truck as people call it, with its id where that is another word. */
export function truckWord({ truckId, truckName }: StoredAlert): string {
  if (truckId === null) return 'DigiTruck';
  return truckName === null || truckName === truckId ? truckId : `${truckName} (${truckId})`;
}
