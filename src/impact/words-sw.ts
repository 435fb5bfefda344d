/** Definitions of impact in Swahili; awaiting a native reader. */
import type { ImpactWords } from './definitions.ts';

export const SWAHILI: ImpactWords = {
  measures: {
    people: {
      rule: 'Wanafunzi na walimu, kila mmoja mara moja. Majina yanapochukuliwa: kila aliyehudhuria angalau darasa moja, mara moja kwa kozi na mahali pote. Vichwa vinapohesabiwa tu: vichwa vya darasa lililojaa zaidi la kila kundi. Mahali huhesabiwa kwa majina au kwa vichwa, kinachoonyesha zaidi; kati ya kozi kadhaa za vichwa, kubwa zaidi. Kozi za wazi, na madarasa yasiyojulikana ziara wala kundi, hayahesabu watu.',
      why: 'Kichwa hakina jina, kwa hiyo kichwa kimoja kinaweza kuwa katika madarasa mengi. Hesabu hii inaweza kuwa ndogo, kamwe si kubwa mno.',
    },
    women: {
      rule: 'Kati ya watu, walioandikwa kuwa wanawake.',
      why: 'Asiyeulizwa habahatishwi; idadi ya kweli inaweza kuwa kubwa.',
    },
    teachers: {
      rule: 'Kati ya watu, walioandikwa kuwa walimu.',
      why: 'Walimu huendeleza mafunzo lori likiondoka.',
    },
    certified: {
      rule: 'Watu wenye cheti kilichotolewa katika kipindi na hakijafutwa, kila mmoja mara moja. Jinsia na umri kama kwenye orodha.',
      why: 'Vyeti vina namba ambazo yeyote anaweza kuthibitisha.',
    },
    sessionsHeld: {
      rule: 'Ripoti za madarasa yaliyofanyika, kwa siku yalipoanza katika saa za mradi.',
      why: 'Darasa huhesabiwa mara moja, ripoti ifike kwa njia yoyote na mara ngapi.',
    },
    sessionsCancelled: {
      rule: 'Ripoti za madarasa ambayo hayakufanyika. Lenye sababu kadhaa liko chini ya kila moja.',
      why: 'Ambacho hakikutokea, na kwa nini, ni sehemu ya kilichotokea.',
    },
    hours: {
      rule: 'Muda wa madarasa yaliyofanyika, mwanzo hadi mwisho, kwa saa iliyosahihishwa.',
      why: 'Ulioripotiwa, si uliopangwa.',
    },
    attendances: {
      rule: 'Vichwa vya madarasa yote yaliyofanyika: anayekuja mara kumi ni mahudhurio kumi.',
      why: 'Hudhurio si mtu na kamwe halisemwi kuwa mtu.',
    },
    attendanceHours: {
      rule: 'Vichwa vya kila darasa mara urefu wake.',
      why: 'Muda ambao watu walitoa, bila kujua ni nani.',
    },
    dropInAttendances: {
      rule: 'Vichwa vya madarasa ya kozi za wazi, na ya madarasa ambayo kozi haikuandikwa.',
      why: 'Hakuna anayejiandikisha huko, hivyo watu hawatofautishwi na ziara.',
    },
    hoursPerPerson: {
      rule: 'Saa za kuwepo kwa mtu na kozi: kwa majina, kila orodha; kwa vichwa, vichwa vya madarasa yote ya kundi juu ya vya darasa lililojaa zaidi.',
      why: 'Anayechukua kozi mbili yumo mara mbili, pande zote; vinginevyo saa zingezidishwa.',
    },
    noShows: {
      rule: 'Watu walioitwa katika kipindi na hawakuhudhuria darasa lolote. Haijulikani bila majina.',
      why: 'Orodha pekee husema nani alitarajiwa.',
    },
    schoolsConnected: {
      rule: 'Shule ambazo ziara iliisha katika kipindi, zenye intaneti baada na bila kabla. Haijulikani bila kuandikwa kote.',
      why: 'Kinacholetwa na kipanga njia cha lori huondoka nalo.',
    },
    costPerPerson: {
      rule: 'Gharama zilizoingizwa, kwa siku zikivuka kipindi, juu ya watu. Haijulikani bila kuingizwa; sarafu tofauti hazijumlishwi.',
      why: 'Gharama isiyoingizwa haijulikani, si sifuri.',
    },
    parity: {
      rule: 'Wanawake juu ya wanaume kati ya watu (UNESCO: faharisi ya usawa). 1 ni sawa; haijulikani bila wanaume au wanawake.',
      why: 'Inahusu waliofundishwa, si nchi.',
    },
  },
  sdg: {
    '4.3.1': {
      is: 'Watu wa miaka 15 hadi 64 waliofundishwa.',
      isNot: 'Si kiwango cha ushiriki: idadi ya watu haijulikani hapa.',
    },
    '4.4.1': {
      is: 'Watu wa miaka 15 na zaidi waliofundishwa ujuzi wa kidijitali.',
      isNot: 'Si sehemu ya wenye ujuzi: kufundishwa si kuwa nao, na wengine wanao pia.',
    },
    '4.4.2': {
      is: 'Watu wa miaka 15 na zaidi wenye cheti.',
      isNot: 'Si sehemu inayofikia kiwango cha chini: hakuna mtihani wa viwango uliofanywa.',
    },
    '4.5.1': {
      is: 'Wanawake juu ya wanaume kati ya waliofundishwa.',
      isNot: 'Si usawa wa nchi au shule: wa waliokuja tu.',
    },
    '4.a.1': {
      is: 'Shule zenye intaneti baada ya ziara na bila kabla.',
      isNot: 'Si sehemu ya shule zenye intaneti: shule zilizotembelewa tu.',
    },
  },
};
