/**
 * What DHIS2 means by the code of a conflict, in the reader's language (DHIS2 2.38 on, `org.hisp.dhis.feedback.ErrorCode`, E7600 to E7644:
 * "Data import validation"). Codes that are mended in the same way share their words; a code that stands nowhere here keeps DHIS2's own.
 */
import type { Language } from '@digitruck/contract/people';

type Words = Readonly<Record<Language, string>>;

const DATA_SET: Words = {
  en: 'DHIS2 does not know the data set, or its user may not see it',
  fr: "DHIS2 ne connaît pas l'ensemble de données, ou son utilisateur ne peut pas le voir",
  sw: 'DHIS2 haijui seti ya data, au mtumiaji wake haruhusiwi kuiona',
  fil: 'Hindi kilala ng DHIS2 ang data set, o hindi ito maaaring makita ng user nito',
};
const MAY_NOT_WRITE: Words = {
  en: 'the user of the token may not write to the data set',
  fr: "l'utilisateur du jeton ne peut pas écrire dans l'ensemble de données",
  sw: 'mtumiaji wa tokeni haruhusiwi kuandika kwenye seti ya data',
  fil: 'hindi maaaring magsulat sa data set ang user ng token',
};
const ORG_UNIT: Words = {
  en: 'DHIS2 does not know the organisation unit, or its user may not see it',
  fr: "DHIS2 ne connaît pas l'unité d'organisation, ou son utilisateur ne peut pas la voir",
  sw: 'DHIS2 haijui kitengo cha shirika, au mtumiaji wake haruhusiwi kukiona',
  fil: 'Hindi kilala ng DHIS2 ang organisation unit, o hindi ito maaaring makita ng user nito',
};
const OTHER_UNITS: Words = {
  en: 'the organisation unit is outside those of the user of the token',
  fr: "l'unité d'organisation n'est pas de celles de l'utilisateur du jeton",
  sw: 'kitengo cha shirika hakimo katika vile vya mtumiaji wa tokeni',
  fil: 'wala sa mga organisation unit ng user ng token ang organisation unit na ito',
};
const ELEMENT: Words = {
  en: 'DHIS2 does not know the data element, or its user may not see it',
  fr: "DHIS2 ne connaît pas l'élément de données, ou son utilisateur ne peut pas le voir",
  sw: 'DHIS2 haijui kipengele cha data, au mtumiaji wake haruhusiwi kukiona',
  fil: 'Hindi kilala ng DHIS2 ang data element, o hindi ito maaaring makita ng user nito',
};
const PERIOD: Words = {
  en: 'the period is none that DHIS2 takes here: check the period type of the mapping',
  fr: "la période n'est pas de celles que DHIS2 accepte ici : vérifiez le type de période de la correspondance",
  sw: 'kipindi si cha aina ambayo DHIS2 hukubali hapa: angalia aina ya kipindi katika ulinganisho',
  fil: 'hindi tinatanggap ng DHIS2 dito ang panahon: suriin ang uri ng panahon sa mapping',
};
const COMBO: Words = {
  en: 'DHIS2 does not know the category option combo, or its user may not write with it',
  fr: "DHIS2 ne connaît pas la combinaison d'options de catégorie, ou son utilisateur ne peut pas l'utiliser",
  sw: 'DHIS2 haijui mchanganyiko wa chaguo za kategoria, au mtumiaji wake haruhusiwi kuutumia',
  fil: 'Hindi kilala ng DHIS2 ang category option combo, o hindi ito maaaring gamitin ng user nito',
};
const ATTRIBUTE: Words = {
  en: 'the attribute option combo does not fit the data set, the place or the period',
  fr: "la combinaison d'options d'attribut ne convient pas à l'ensemble de données, au lieu ou à la période",
  sw: 'mchanganyiko wa chaguo za sifa haulingani na seti ya data, mahali au kipindi',
  fil: 'hindi tugma ang attribute option combo sa data set, lugar o panahon',
};
const VALUE: Words = {
  en: 'the value is not of the type that the data element takes',
  fr: "la valeur n'est pas du type de l'élément de données",
  sw: 'thamani si ya aina ambayo kipengele cha data hukubali',
  fil: 'hindi ng uring tinatanggap ng data element ang value',
};
const COMBO_MISSING: Words = {
  en: 'the data element is told by categories, and none was sent: map them',
  fr: "l'élément de données est ventilé par catégories, et aucune n'a été envoyée : établissez la correspondance",
  sw: 'kipengele cha data hugawanywa kwa kategoria, na hakuna iliyotumwa: zilinganishe',
  fil: 'hinahati sa mga kategorya ang data element, at walang naipadala: i-map ang mga ito',
};
const COMBO_OF_OTHER: Words = {
  en: 'the category option combo is not one of this data element',
  fr: "la combinaison d'options de catégorie n'est pas de cet élément de données",
  sw: 'mchanganyiko wa chaguo za kategoria si wa kipengele hiki cha data',
  fil: 'hindi sa data element na ito ang category option combo',
};
const NOT_IN_SET: Words = {
  en: 'the data element is not part of the data set',
  fr: "l'élément de données ne fait pas partie de l'ensemble de données",
  sw: 'kipengele cha data si sehemu ya seti ya data',
  fil: 'hindi bahagi ng data set ang data element',
};
const NOT_AT_UNIT: Words = {
  en: 'the data set of this data element is not assigned to the organisation unit',
  fr: "l'ensemble de données de cet élément n'est pas affecté à l'unité d'organisation",
  sw: 'seti ya data ya kipengele hiki haijapangiwa kitengo hiki cha shirika',
  fil: 'hindi nakatalaga sa organisation unit ang data set ng data element na ito',
};
const EXPIRED: Words = {
  en: 'the days in which DHIS2 takes values of this period are over',
  fr: 'le délai pendant lequel DHIS2 accepte des valeurs de cette période est passé',
  sw: 'siku ambazo DHIS2 hupokea thamani za kipindi hiki zimekwisha',
  fil: 'tapos na ang mga araw na tumatanggap ang DHIS2 ng mga value ng panahong ito',
};
const FUTURE: Words = {
  en: 'the period is later than DHIS2 takes values for',
  fr: 'la période est postérieure à celles que DHIS2 accepte',
  sw: 'kipindi ni cha baadaye kuliko vile ambavyo DHIS2 hupokea',
  fil: 'mas huli ang panahon kaysa tinatanggap ng DHIS2',
};
const APPROVED: Words = {
  en: 'the data of this period and place were approved already',
  fr: 'les données de cette période et de ce lieu ont déjà été approuvées',
  sw: 'data za kipindi na mahali hapa zimeshaidhinishwa',
  fil: 'naaprubahan na ang datos ng panahon at lugar na ito',
};
const CLOSED: Words = {
  en: 'the data set is not open for this period now',
  fr: "l'ensemble de données n'est pas ouvert pour cette période en ce moment",
  sw: 'seti ya data haiko wazi kwa kipindi hiki sasa',
  fil: 'hindi bukas ngayon ang data set para sa panahong ito',
};

const BY_CODE: Readonly<Record<string, Words>> = {
  E7600: DATA_SET,
  E7601: MAY_NOT_WRITE,
  E7602: DATA_SET,
  E7603: ORG_UNIT,
  E7604: ATTRIBUTE,
  E7610: ELEMENT,
  E7611: PERIOD,
  E7612: ORG_UNIT,
  E7613: COMBO,
  E7614: COMBO,
  E7615: ATTRIBUTE,
  E7616: ATTRIBUTE,
  E7617: OTHER_UNITS,
  E7618: VALUE,
  E7619: VALUE,
  E7621: VALUE,
  E7630: COMBO_MISSING,
  E7631: ATTRIBUTE,
  E7632: PERIOD,
  E7633: NOT_IN_SET,
  E7634: COMBO_OF_OTHER,
  E7635: ATTRIBUTE,
  E7636: NOT_AT_UNIT,
  E7638: ATTRIBUTE,
  E7639: ATTRIBUTE,
  E7640: EXPIRED,
  E7641: FUTURE,
  E7642: APPROVED,
  E7643: CLOSED,
  E7644: CLOSED,
};

/** Said by us, of rows that DHIS2 said nothing of. */
const OURS: Readonly<Record<string, Words>> = {
  'not-taken': {
    en: 'not taken: DHIS2 refused all of it',
    fr: 'non pris : DHIS2 a tout refusé',
    sw: 'haikupokelewa: DHIS2 imekataa vyote',
    fil: 'hindi tinanggap: tinanggihan ng DHIS2 ang lahat',
  },
  'not-sent': {
    en: 'not sent, since what went before it was refused',
    fr: 'non envoyé, car ce qui précédait a été refusé',
    sw: 'haikutumwa, kwa kuwa kilichotangulia kilikataliwa',
    fil: 'hindi naipadala, dahil tinanggihan ang nauna rito',
  },
};
export const NOT_TAKEN = { code: 'not-taken', text: '' } as const;
export const NOT_SENT = { code: 'not-sent', text: '' } as const;

/** What DHIS2 said about a row, and under which code. */
export type Dhis2Said = { readonly code: string | null; readonly text: string };

/** In words, with the code and DHIS2's own text behind them for whoever looks after it. */
export function dhis2Words({ code, text }: Dhis2Said, language: Language): string {
  if (code === null) return text;
  const ours = OURS[code]?.[language];
  if (ours !== undefined) return ours;
  const words = BY_CODE[code]?.[language];
  return words === undefined ? `${code}: ${text}` : `${words} (${code}: ${text})`;
}
