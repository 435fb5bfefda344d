/** An alert in words: one wording for screens, messages and the API, made in the reader's language from the alert's facts. */
import type { Alert, AlertFacts, AlertKind } from '@digitruck/contract/alerts';
import type { Language } from '@digitruck/contract/people';
import { en } from './en.ts';
import { fil } from './fil.ts';
import { fr } from './fr.ts';
import { sayOf, type Wording, type Words } from './say.ts';
import { sw } from './sw.ts';

const WORDINGS: { readonly [L in Language]: Wording } = { en, fr, sw, fil };

export type AlertToTell = {
  readonly kind: AlertKind;
  readonly subject: string;
  readonly truckId: string | null;
  readonly truckName: string | null;
  readonly facts: AlertFacts;
};

/** "DT-07 Chui": people say the name, maps and topics the id. */
function nameOf({ truckId, truckName }: Pick<AlertToTell, 'truckId' | 'truckName'>): string {
  if (truckId === null) return 'DigiTruck';
  return truckName === null || truckName === '' || truckName === truckId
    ? truckId
    : `${truckId} ${truckName}`;
}

/** @param timeZone of the programme, e.g. `Africa/Nairobi`: people at a truck and in the office talk of one clock */
export function wordsOf(alert: AlertToTell, language: Language, timeZone: string): Words {
  const truck = nameOf(alert);
  return WORDINGS[language][alert.kind](sayOf({ ...alert, truck }, language, timeZone));
}

/** The one thing to do about it. */
export function actionOf(kind: AlertKind, facts: AlertFacts): Alert['actionKind'] {
  switch (kind) {
    case 'battery-class':
      return 'low-power';
    case 'battery-low':
      return facts.siteName === null || facts.siteName === undefined ? 'open-truck' : 'low-power';
    case 'battery-not-charging':
      return 'check-battery';
    case 'panel-underperformance':
      return 'check-array';
    case 'energy-short-ahead':
      return 'open-visit';
    case 'truck-silent':
    case 'off-schedule':
    case 'class-empty':
      return 'call-operator';
    case 'late-for-visit':
      return 'tell-host';
    case 'data-bundle':
      return 'buy-data';
    case 'sensor-fault':
    case 'clock-wrong':
      return 'check-sensor';
    case 'flapping':
    case 'credentials-misuse':
      return 'check-credentials';
    case 'quarantine-rising':
      return 'open-data';
    case 'bandwidth-short':
    case 'over-occupancy':
      return 'open-truck';
  }
}
