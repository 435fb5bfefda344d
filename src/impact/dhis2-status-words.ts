/** What an answer means that is no import summary of DHIS2: who one is, whether it is there, whether it is busy; in the reader's language, with its own words behind. */
import type { Language } from '@digitruck/contract/people';

type Words = Readonly<Record<Language, string>>;

const SIGNED_OUT: Words = {
  en: 'DHIS2 does not accept the token or password: it is wrong, has expired, or is for another DHIS2',
  fr: "DHIS2 n'accepte pas le jeton ou le mot de passe : il est faux, a expiré, ou vaut pour un autre DHIS2",
  sw: 'DHIS2 haikubali tokeni au nenosiri: si sahihi, muda wake umeisha, au ni ya DHIS2 nyingine',
  fil: 'Hindi tinatanggap ng DHIS2 ang token o password: mali ito, paso na, o para sa ibang DHIS2',
};
const FORBIDDEN: Words = {
  en: 'DHIS2 knows the user, who may not do this there',
  fr: "DHIS2 connaît l'utilisateur, qui n'y a pas ce droit",
  sw: 'DHIS2 inamjua mtumiaji, ambaye haruhusiwi kufanya hivi',
  fil: 'Kilala ng DHIS2 ang user, ngunit hindi niya ito maaaring gawin doon',
};
const NOT_THERE: Words = {
  en: 'there is no DHIS2 at this address: check its path',
  fr: "il n'y a pas de DHIS2 à cette adresse : vérifiez le chemin",
  sw: 'hakuna DHIS2 kwenye anwani hii: angalia njia yake',
  fil: 'walang DHIS2 sa address na ito: suriin ang path',
};
const ELSEWHERE: Words = {
  en: 'the address leads to another page, mostly one to sign in: check the address (https, path) and the token',
  fr: "l'adresse mène à une autre page, souvent celle de connexion : vérifiez l'adresse (https, chemin) et le jeton",
  sw: 'anwani inapeleka kwenye ukurasa mwingine, mara nyingi wa kuingia: angalia anwani (https, njia) na tokeni',
  fil: 'dinadala ng address sa ibang page, kadalasan sa pag-sign in: suriin ang address (https, path) at ang token',
};
const REFUSED: Words = {
  en: 'DHIS2 took nothing of it',
  fr: "DHIS2 n'en a rien pris",
  sw: 'DHIS2 haikupokea chochote',
  fil: 'walang tinanggap ang DHIS2',
};
const TOO_MUCH: Words = {
  en: 'it is more than this DHIS2 takes at once',
  fr: "c'est plus que ce DHIS2 n'accepte à la fois",
  sw: 'ni nyingi kuliko DHIS2 hii inavyopokea kwa mara moja',
  fil: 'higit ito sa kayang tanggapin ng DHIS2 nang sabay',
};
const BUSY: Words = {
  en: 'DHIS2 is busy or being restarted, and was tried several times: try again later',
  fr: 'DHIS2 est occupé ou redémarre, plusieurs essais ont été faits : réessayez plus tard',
  sw: 'DHIS2 ina shughuli nyingi au inaanza upya, na imejaribiwa mara kadhaa: jaribu tena baadaye',
  fil: 'abala o nagre-restart ang DHIS2, at ilang ulit nang sinubukan: subukan muli mamaya',
};
const BROKEN: Words = {
  en: 'DHIS2 itself failed: its administrator finds the reason in its log',
  fr: 'DHIS2 lui-même a échoué : son administrateur trouve la raison dans son journal',
  sw: 'DHIS2 yenyewe imeshindwa: msimamizi wake ataona sababu kwenye kumbukumbu zake',
  fil: 'ang DHIS2 mismo ang pumalya: makikita ng administrator nito ang dahilan sa log',
};

function wordsOf(httpStatus: number): Words | undefined {
  if (httpStatus >= 300 && httpStatus < 400) return ELSEWHERE;
  if (httpStatus === 401) return SIGNED_OUT;
  if (httpStatus === 403) return FORBIDDEN;
  if (httpStatus === 404 || httpStatus === 405) return NOT_THERE;
  if (httpStatus === 413) return TOO_MUCH;
  if (httpStatus === 429 || (httpStatus >= 502 && httpStatus <= 504)) return BUSY;
  if (httpStatus >= 500) return BROKEN;
  return httpStatus >= 400 ? REFUSED : undefined;
}

/** The message of an answer; one with a summary says itself what was taken. */
export function dhis2StatusWords(
  {
    status,
    httpStatus,
    message,
  }: { readonly status: string; readonly httpStatus: number | null; readonly message: string },
  language: Language,
): string {
  if (status !== 'error' || httpStatus === null) return message;
  const words = wordsOf(httpStatus)?.[language];
  return words === undefined ? message : `${words} (${message})`;
}
