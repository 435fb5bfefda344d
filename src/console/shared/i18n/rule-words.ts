/**
 * What each rule listens for and what its limits mean, in the languages that the service itself does not say it in: the API's English is
 * the pattern, and stands where a rule or a limit is newer than these words. `tests/console/rule-words.test.ts` finds those.
 */
import type { AlertKind, AlertRule } from '@digitruck/contract/alerts';
import type { Language } from '@digitruck/contract/people';

/** `about` is the rule's description, the other names are its limits'. */
type Words = { readonly about: string; readonly [limit: string]: string };
type Translated = { readonly [Kind in AlertKind]: Words };

const fr: Translated = {
  'battery-class': {
    about:
      'La batterie atteint sa réserve avant la fin des cours du jour : à la consommation présente avant la fin du cours en cours, ou d’après la prévision avant la fin d’un cours suivant.',
    drawMarginPct: 'Lever quand la charge dure moins que le reste du cours et cette part en plus',
    clearMarginPct: 'Clore quand elle dure cette part de plus que le reste du cours',
    shortAtP50: 'Lever quand tant de cours du jour ne sont pas assurés par jour ordinaire',
    shortAtP10: 'Lever quand tant de cours ne sont pas assurés par jour sombre (un sur dix)',
  },
  'battery-low': {
    about:
      'La charge de la batterie est descendue à la réserve que donnent les réglages du camion (20 % à défaut).',
    raiseAbovePct: 'Lever à tant de points au-dessus de la réserve',
    clearAbovePct: 'Clore à tant de points au-dessus de la réserve',
    urgentBelowPct: 'Urgent sous cette charge : la classe va s’éteindre d’elle-même',
  },
  'battery-not-charging': {
    about:
      'Le soleil donne plus que la classe ne consomme, la batterie n’est pas presque pleine, et pourtant elle ne se charge pas.',
    surplusW: 'Les panneaux pourraient donner tant de plus que la charge',
    chargingW: 'Elle se charge avec moins que cela',
    fullPct: 'À partir de cette charge une batterie peut refuser : pas de panne',
  },
  'panel-underperformance': {
    about:
      'Depuis des jours les panneaux pourraient donner bien moins par ciel clair qu’autrefois. Nuages et batterie pleine ne comptent pas.',
    raiseBelowPct: 'Lever quand ils donnent au plus cette part de leur meilleur',
    clearAbovePct: 'Clore quand ils donnent au moins cette part',
    urgentBelowPct: 'Plus grave au plus à cette part',
    daysMin: 'Jours avec des heures claires sur lesquels cela doit reposer',
  },
  'energy-short-ahead': {
    about: 'D’après la prévision un jour à venir a des cours que la batterie n’assurera pas.',
    withinDays: 'Regarde tant de jours en avant',
    shortClasses: 'Lever quand tant de cours d’un jour ne sont pas assurés par jour ordinaire',
  },
  'truck-silent': {
    about:
      'Sans nouvelles bien plus longtemps que l’habitude de ce camion : son intervalle et sa plus longue pause d’un jour ordinaire. Tant que le service lui-même n’entendait rien, personne n’est muet.',
    atLeastMin: 'Jamais avant ce temps, quelle que soit l’habitude',
    habitFactor: 'Tant de fois sa plus longue pause d’un jour',
    atMostMin: 'Toujours après ce temps, quelle que soit l’habitude',
  },
  'off-schedule': {
    about: 'Une visite a commencé et le camion est ailleurs.',
    raiseKm: 'Lever à cette distance du site',
    clearKm: 'Clore en deçà de cette distance',
  },
  'late-for-visit': {
    about:
      'À son allure habituelle et de jour, le camion ne peut atteindre le site suivant avant le premier cours.',
    horizonH: 'Regarde si loin en avant',
    roadFactor: 'Kilomètres de route pour un à vol d’oiseau',
    clearSpareH: 'Clore quand il reste tant d’heures de route d’avance',
    arrivedKm: 'En deçà il est arrivé',
  },
  'bandwidth-short': {
    about: 'Pendant un cours le débit descendant est bien en dessous de ce qu’il faut.',
    raiseBelowPct: 'Lever à cette part du besoin du cours, en moyenne sur dix minutes',
    clearAbovePct: 'Clore à cette part',
  },
  'data-bundle': {
    about: 'Les données mobiles du mois sont presque épuisées, ou le seront avant la fin du mois.',
    raisePct: 'Lever quand tant est utilisé',
    projectedFromPct: 'À partir d’ici, aussi quand cela ne suffira pas',
    daysShort: 'Elles seront épuisées tant de jours avant la fin du mois',
  },
  'over-occupancy': {
    about: 'Bien plus de personnes sont comptées à l’intérieur qu’il n’y a de places.',
    raisePct: 'Lever à cette part des places',
    clearPct: 'Clore à cette part',
  },
  'class-empty': {
    about:
      'Des cours sont prévus et ont commencé, et personne n’est compté à l’intérieur : le deuxième de suite, ou un long. C’est fini quand des gens viennent.',
    afterMin: 'Si longtemps après l’heure de début',
    emptyAtMost: 'Si peu, c’est personne : l’équipe, un compteur décalé d’un',
    filledFrom: 'À partir de tant il y a cours',
  },
  'sensor-fault': {
    about:
      'Une mesure reste figée, manque alors qu’elle venait, est impossible à côté des autres, ou est refusée encore et encore.',
    stuckH: 'Exactement la même si longtemps, pour des mesures qui bougent toujours',
    missingH: 'Absente si longtemps pendant que d’autres viennent',
    stuckFlowPct: 'Tant de la capacité a circulé et la charge affichée n’a pas bougé',
    balanceW: 'Soleil et réseau diffèrent d’autant de charge et batterie',
    droppedPerHour: 'Tant de mesures d’une heure étaient inutilisables',
  },
  'clock-wrong': {
    about:
      'L’horloge du camion est fausse : une année avant 2020, un temps à venir, ou le même retard encore et encore.',
    samplesPerHour: 'Tant de mesures d’une heure ont un temps impossible',
    behindMin: 'Retarde d’autant',
  },
  flapping: {
    about: 'Se connecte encore et encore : deux boîtiers du même nom, ou un qui redémarre sans cesse.',
  },
  'credentials-misuse': {
    about:
      'Des messages sur les sujets de ce camion portent le nom d’un autre, ou quelqu’un essaie des mots de passe en son nom.',
    mismatches: 'Tant de messages d’une heure disent un autre nom',
    refusedSignIns: 'Tant de connexions d’une heure ont été refusées',
  },
  'quarantine-rising': {
    about: 'Bien plus de ses messages sont refusés que d’habitude.',
    perHour: 'Au moins tant en une heure',
    timesUsual: 'Et tant de fois l’habitude',
  },
};

const sw: Translated = {
  'battery-class': {
    about:
      'Betri inafika akiba yake kabla masomo ya leo hayajaisha: kwa matumizi ya sasa kabla somo linaloendelea halijaisha, au kwa utabiri kabla ya somo la baadaye.',
    drawMarginPct: 'Toa tahadhari chaji ikidumu chini ya muda uliobaki wa somo na sehemu hii zaidi',
    clearMarginPct: 'Funga ikidumu sehemu hii zaidi ya muda uliobaki wa somo',
    shortAtP50: 'Toa tahadhari masomo mengi hivi ya siku yakikosa umeme siku ya kawaida',
    shortAtP10: 'Toa tahadhari mengi hivi yakikosa umeme siku ya mawingu (moja kati ya kumi)',
  },
  'battery-low': {
    about: 'Chaji ya betri imeshuka hadi akiba iliyowekwa kwa lori (20 % kama haijawekwa).',
    raiseAbovePct: 'Toa tahadhari kwa pointi hizi juu ya akiba',
    clearAbovePct: 'Funga kwa pointi hizi juu ya akiba',
    urgentBelowPct: 'Dharura chini ya chaji hii: darasa linakaribia kujizima',
  },
  'battery-not-charging': {
    about: 'Jua linatoa zaidi ya matumizi ya darasa, betri haijakaribia kujaa, lakini haichaji.',
    surplusW: 'Paneli zingeweza kutoa kiasi hiki zaidi ya matumizi',
    chargingW: 'Inachaji kwa chini ya hiki',
    fullPct: 'Kuanzia chaji hii betri inaweza kukataa zaidi: si hitilafu',
  },
  'panel-underperformance': {
    about:
      'Kwa siku kadhaa paneli zingetoa kidogo sana chini ya anga safi kuliko zamani. Mawingu na betri iliyojaa havihesabiwi.',
    raiseBelowPct: 'Toa tahadhari zikitoa si zaidi ya sehemu hii ya ubora wake',
    clearAbovePct: 'Funga zikitoa angalau sehemu hii',
    urgentBelowPct: 'Kali zaidi kwa sehemu hii au chini',
    daysMin: 'Siku zenye saa za anga safi zinazohitajika',
  },
  'energy-short-ahead': {
    about: 'Kwa utabiri, siku ijayo ina masomo ambayo betri haitatosha.',
    withinDays: 'Huangalia siku hizi mbele',
    shortClasses: 'Toa tahadhari masomo mengi hivi ya siku yakikosa umeme siku ya kawaida',
  },
  'truck-silent': {
    about:
      'Halijasikika kwa muda mrefu kuliko desturi ya lori hili: kipindi chake cha kawaida na pumziko refu zaidi la siku. Huduma yenyewe isiposikia, hakuna lori lililo kimya.',
    atLeastMin: 'Kamwe si kabla ya muda huu, desturi yoyote',
    habitFactor: 'Mara hizi za pumziko lake refu la siku',
    atMostMin: 'Daima baada ya muda huu, desturi yoyote',
  },
  'off-schedule': {
    about: 'Ziara imeanza na lori liko mahali pengine.',
    raiseKm: 'Toa tahadhari kwa umbali huu kutoka kituo',
    clearKm: 'Funga ndani ya umbali huu',
  },
  'late-for-visit': {
    about: 'Kwa mwendo wake wa kawaida, mchana, lori haliwezi kufika kituo kijacho kabla ya somo la kwanza.',
    horizonH: 'Huangalia mbele hivi',
    roadFactor: 'Kilomita za barabara kwa moja ya moja kwa moja',
    clearSpareH: 'Funga saa hizi za ziada zikiwepo barabarani',
    arrivedKm: 'Ndani ya hapa limefika',
  },
  'bandwidth-short': {
    about: 'Wakati wa somo kasi ya kupakua iko chini sana ya inayohitajika.',
    raiseBelowPct: 'Toa tahadhari kwa sehemu hii ya mahitaji ya kozi, wastani wa dakika kumi',
    clearAbovePct: 'Funga kwa sehemu hii',
  },
  'data-bundle': {
    about: 'Data ya simu ya mwezi inakaribia kuisha, au itaisha kabla ya mwezi.',
    raisePct: 'Toa tahadhari kiasi hiki kikitumika',
    projectedFromPct: 'Kuanzia hapa, pia ikiwa haitatosha',
    daysShort: 'Itaisha siku hizi kabla ya mwisho wa mwezi',
  },
  'over-occupancy': {
    about: 'Watu wengi zaidi ya viti wamehesabiwa ndani.',
    raisePct: 'Toa tahadhari kwa sehemu hii ya viti',
    clearPct: 'Funga kwa sehemu hii',
  },
  'class-empty': {
    about:
      'Masomo yamepangwa na yameanza, na hakuna anayehesabiwa ndani: la pili mfululizo, au refu. Huisha watu wakija.',
    afterMin: 'Muda huu baada ya saa ya kuanza',
    emptyAtMost: 'Wachache hivi ni hakuna mtu: wahudumu, kihesabu kilichokosea moja',
    filledFrom: 'Kuanzia wengi hivi kuna somo',
  },
  'sensor-fault': {
    about:
      'Kipimo kimekwama, hakiji ingawa kilikuwa kikija, hakiwezekani kando ya vingine, au kinakataliwa tena na tena.',
    stuckH: 'Kile kile muda huu, kwa vipimo visivyotulia',
    missingH: 'Hakipo muda huu huku vingine vikija',
    stuckFlowPct: 'Sehemu hii ya uwezo wa betri imepita na chaji haikubadilika',
    balanceW: 'Jua na gridi vinatofautiana hivi na matumizi na betri',
    droppedPerHour: 'Vipimo vingi hivi vya saa havikutumika',
  },
  'clock-wrong': {
    about: 'Saa ya lori si sahihi: mwaka kabla ya 2020, wakati ujao, au inachelewa vile vile tena na tena.',
    samplesPerHour: 'Vipimo vingi hivi vya saa vina wakati usiowezekana',
    behindMin: 'Inachelewa hivi',
  },
  flapping: {
    about: 'Linaunganishwa tena na tena: vifaa viwili vya jina moja, au kimoja kinachojiwasha upya.',
  },
  'credentials-misuse': {
    about: 'Ujumbe kwenye mada za lori hili una jina la lori lingine, au mtu anajaribu nywila kwa jina lake.',
    mismatches: 'Ujumbe mwingi hivi wa saa unataja jina lingine',
    refusedSignIns: 'Majaribio mengi hivi ya kuingia ya saa yamekataliwa',
  },
  'quarantine-rising': {
    about: 'Ujumbe wake mwingi kuliko kawaida unakataliwa.',
    perHour: 'Angalau mwingi hivi kwa saa',
    timesUsual: 'Na mara hizi za kawaida',
  },
};

const fil: Translated = {
  'battery-class': {
    about:
      'Naaabot ng baterya ang reserba bago matapos ang mga klase ngayon: sa kasalukuyang konsumo bago matapos ang klaseng nagaganap, o ayon sa hula bago matapos ang kasunod.',
    drawMarginPct: 'Itaas kapag mas maikli ang itatagal ng karga kaysa natitira sa klase at bahaging ito pa',
    clearMarginPct: 'Isara kapag tatagal nang ganitong bahagi pa lampas sa natitira sa klase',
    shortAtP50: 'Itaas kapag ganito karaming klase ng araw ang kulang sa kuryente sa karaniwang araw',
    shortAtP10: 'Itaas kapag ganito karami ang kulang sa makulimlim na araw (isa sa sampu)',
  },
  'battery-low': {
    about: 'Bumaba ang karga ng baterya sa reserbang itinakda sa truck (20 % kung wala).',
    raiseAbovePct: 'Itaas sa ganitong puntos sa ibabaw ng reserba',
    clearAbovePct: 'Isara sa ganitong puntos sa ibabaw ng reserba',
    urgentBelowPct: 'Agaran sa ilalim ng kargang ito: malapit nang mamatay ang silid-aralan',
  },
  'battery-not-charging': {
    about:
      'Higit ang bigay ng araw kaysa konsumo ng silid-aralan, hindi pa halos puno ang baterya, pero hindi ito nagkakarga.',
    surplusW: 'Kaya ng panel na magbigay nang ganito pa lampas sa konsumo',
    chargingW: 'Mas mababa rito ang pagkarga',
    fullPct: 'Mula sa kargang ito maaaring tumanggi ang baterya: hindi sira',
  },
  'panel-underperformance': {
    about:
      'Ilang araw nang mas kaunti ang kaya ng panel sa maaliwalas na langit kaysa dati. Hindi binibilang ang ulap at punong baterya.',
    raiseBelowPct: 'Itaas kapag hanggang bahaging ito lang ng pinakamahusay nito',
    clearAbovePct: 'Isara kapag umabot sa bahaging ito',
    urgentBelowPct: 'Mas malubha sa bahaging ito o mas mababa',
    daysMin: 'Mga araw na may maaliwalas na oras na kailangang batayan',
  },
  'energy-short-ahead': {
    about: 'Ayon sa hula may araw na darating na may mga klaseng hindi kakayanin ng baterya.',
    withinDays: 'Tumitingin nang ganito karaming araw',
    shortClasses: 'Itaas kapag ganito karaming klase ng isang araw ang kulang sa karaniwang araw',
  },
  'truck-silent': {
    about:
      'Hindi narinig nang mas matagal kaysa nakasanayan ng truck: ang pagitan at pinakamahabang pahinga nito sa karaniwang araw. Habang ang serbisyo mismo ang hindi nakakarinig, walang tahimik.',
    atLeastMin: 'Hindi kailanman bago ang tagal na ito, anuman ang nakasanayan',
    habitFactor: 'Ganito karaming beses ng pinakamahabang pahinga nito sa araw',
    atMostMin: 'Laging pagkatapos ng tagal na ito, anuman ang nakasanayan',
  },
  'off-schedule': {
    about: 'Nagsimula na ang pagbisita at nasa ibang lugar ang truck.',
    raiseKm: 'Itaas sa ganitong layo mula sa lugar',
    clearKm: 'Isara sa loob ng layong ito',
  },
  'late-for-visit': {
    about:
      'Sa karaniwang takbo, sa liwanag ng araw, hindi aabot ang truck sa susunod na lugar bago ang unang klase.',
    horizonH: 'Tumitingin nang ganito kalayo',
    roadFactor: 'Kilometro sa daan sa bawat isang tuwid na kilometro',
    clearSpareH: 'Isara kapag may ganitong oras na palugit sa daan',
    arrivedKm: 'Sa loob nito, naroon na',
  },
  'bandwidth-short': {
    about: 'Habang may klase, mas mababa ang bilis ng download kaysa kailangan ng kurso.',
    raiseBelowPct: 'Itaas sa bahaging ito ng kailangan ng kurso, karaniwan sa sampung minuto',
    clearAbovePct: 'Isara sa bahaging ito',
  },
  'data-bundle': {
    about: 'Halos ubos na ang mobile data ng buwan, o mauubos bago matapos ang buwan.',
    raisePct: 'Itaas kapag ganito na ang nagamit',
    projectedFromPct: 'Mula rito, pati kapag hindi na aabot',
    daysShort: 'Mauubos nang ganito karaming araw bago matapos ang buwan',
  },
  'over-occupancy': {
    about: 'Mas maraming tao ang nabilang sa loob kaysa upuan.',
    raisePct: 'Itaas sa bahaging ito ng mga upuan',
    clearPct: 'Isara sa bahaging ito',
  },
  'class-empty': {
    about:
      'May mga klaseng nakaplano at nagsimula na, at walang nabilang sa loob: ang ikalawang sunod, o isang mahaba. Tapos ito kapag may dumating.',
    afterMin: 'Ganito katagal matapos ang dapat na simula',
    emptyAtMost: 'Ganito kakaunti ay wala: ang crew, bilang na sablay ng isa',
    filledFrom: 'Mula sa ganito karami ay may klase',
  },
  'sensor-fault': {
    about:
      'Nakapako ang isang sukat, wala na kahit dati’y dumarating, imposible kung itatabi sa iba, o paulit-ulit na tinatanggihan.',
    stuckH: 'Eksaktong pareho nang ganito katagal, sa mga sukat na laging gumagalaw',
    missingH: 'Wala nang ganito katagal habang dumarating ang iba',
    stuckFlowPct: 'Ganito sa kapasidad ng baterya ang dumaloy at hindi gumalaw ang karga',
    balanceW: 'Ganito ang kaibahan ng araw at grid sa konsumo at baterya',
    droppedPerHour: 'Ganito karaming sukat sa isang oras ang hindi nagamit',
  },
  'clock-wrong': {
    about:
      'Mali ang orasan ng truck: taong bago 2020, oras na darating pa, o parehong pagkahuli nang paulit-ulit.',
    samplesPerHour: 'Ganito karaming sukat sa isang oras ang may imposibleng oras',
    behindMin: 'Huli nang ganito',
  },
  flapping: {
    about:
      'Paulit-ulit na kumokonekta: dalawang yunit na iisa ang pangalan, o isang laging nagsisimulang muli.',
  },
  'credentials-misuse': {
    about:
      'May mensahe sa mga paksa ng truck na ito na pangalan ng iba ang dala, o may sumusubok ng password sa pangalan nito.',
    mismatches: 'Ganito karaming mensahe sa isang oras ang ibang pangalan',
    refusedSignIns: 'Ganito karaming pag-sign in sa isang oras ang tinanggihan',
  },
  'quarantine-rising': {
    about: 'Mas marami sa mga mensahe nito ang tinatanggihan kaysa karaniwan.',
    perHour: 'Hindi bababa sa ganito sa isang oras',
    timesUsual: 'At ganito karaming beses ng karaniwan',
  },
};

const WORDS: { readonly [L in Language]: Translated | undefined } = { en: undefined, fr, sw, fil };

/** A text with the language it is in. */
export type Said = { readonly text: string; readonly lang: Language };

export function ruleAbout(rule: Pick<AlertRule, 'kind' | 'description'>, language: Language): Said {
  return said(WORDS[language]?.[rule.kind].about, rule.description, language);
}

export function limitAbout(
  kind: AlertKind,
  limit: Pick<AlertRule['thresholds'][number], 'name' | 'description'>,
  language: Language,
): Said {
  return said(WORDS[language]?.[kind][limit.name], limit.description, language);
}

const said = (own: string | undefined, english: string, language: Language): Said =>
  own === undefined ? { text: english, lang: 'en' } : { text: own, lang: language };
