/** Alerts in Swahili: a draft that waits for a native reader. */
import type { Say, Wording } from './say.ts';

const at = ({ site }: Say) => (site === undefined ? '' : ` ${site}`);

const READINGS: Readonly<Record<string, string>> = {
  batteryV: 'volti ya betri',
  insideTempC: 'joto la ndani',
  batteryTempC: 'joto la betri',
  downlinkKbps: 'kasi ya kupakua',
  latencyMs: 'muda wa kwenda na kurudi',
  loadW: 'matumizi ya umeme',
  solarPotentialW: 'uwezo wa jua',
  batterySocPct: 'kiwango cha chaji',
  batteryW: 'nguvu ya betri',
  solarW: 'umeme wa jua',
  occupancy: 'kihesabu watu',
  lat: 'mahali',
  dataUsedMb: 'kihesabu data',
};

export const sw: Wording = {
  'battery-class': (s) => ({
    title: `${s.truck}: betri haitatosha kwa masomo ya leo`,
    cause: !s.has('reserveAt')
      ? `Chaji ${s.num('batterySocPct', '%')}; akiba ni ${s.num('reservePct', '%')}.`
      : s.has('drawW')
        ? `Chaji ${s.num('batterySocPct', '%')}, inatumia ${s.power('drawW')}; akiba ya ${s.num('reservePct', '%')} itafikiwa ${s.time('reserveAt')}.`
        : `Chaji ${s.num('batterySocPct', '%')}; kwa utabiri akiba ya ${s.num('reservePct', '%')} itafikiwa ${s.time('reserveAt')}.`,
    consequence: s.has('classesPlanned')
      ? `Masomo ${s.num('classesCoveredP50')} kati ya ${s.num('classesPlanned')}${at(s)} yanatoshelezwa, ${s.num('classesCoveredP10')} siku ya mawingu.`
      : `Somo${at(s)} linaloisha ${s.time('classEndsAt')} lingekatika.`,
    action: s.has('classesCoveredAfterShedding')
      ? `Punguza matumizi ya umeme: masomo ${s.num('classesCoveredAfterShedding')} yatatoshelezwa hata siku ya mawingu.`
      : 'Punguza matumizi ya umeme sasa; mwambie mkufunzi azime VR na skrini.',
  }),
  'battery-low': (s) => ({
    title: `${s.truck}: betri imebaki ${s.num('batterySocPct', '%')}`,
    cause:
      (s.value('batteryW') ?? 0) > 0
        ? `Imefika akiba yake ya ${s.num('reservePct', '%')}, inachaji kwa ${s.power('batteryW')}.`
        : `Imefika akiba yake ya ${s.num('reservePct', '%')} na darasa linatumia ${s.power('loadW')}.`,
    consequence: 'Darasa litajizima ili kulinda betri.',
    action: 'Punguza matumizi ya umeme hadi jua liichaji.',
  }),
  'battery-not-charging': (s) => ({
    title: `${s.truck}: betri haipokei chaji`,
    cause: `Jua lingeweza kutoa ${s.power('solarPotentialW')}, matumizi ni ${s.power('loadW')}, betri yenye ${s.num('batterySocPct', '%')} inapokea ${s.power('batteryW')}.`,
    consequence: 'Itaisha baada ya jioni ijayo; masomo yatategemea jua la wakati huo.',
    action: 'Kagua swichi na fyuzi ya betri, na onyesho la kidhibiti chake.',
  }),
  'panel-underperformance': (s) => ({
    title: `${s.truck}: paneli zinatoa ${s.num('sharePct', '%')} ya zilivyokuwa`,
    cause: `Imeonekana siku ${s.num('days')} zenye saa za jua; mawingu na betri iliyojaa hazihesabiwi. Vumbi, kivuli, waya uliokatika au plagi iliyolegea.`,
    consequence: 'Kila siku huleta umeme mdogo; masomo ya mwisho wa siku hukosa kwanza.',
    action: 'Safisha paneli, kisha pima mkondo wa kila mstari.',
  }),
  'energy-short-ahead': (s) => ({
    title: `${s.truck}: umeme hautoshi ${s.day('day')}`,
    cause: `Kwa utabiri, betri inatosheleza masomo ${s.num('classesCoveredP50')} kati ya ${s.num('classesPlanned')}, ${s.num('classesCoveredP10')} siku ya mawingu.`,
    consequence: 'Masomo ya mwisho ya siku hiyo yangekosa.',
    action: 'Fungua ziara: sogeza masomo karibu na adhuhuri, acha VR, au omba umeme kwa mwenyeji.',
  }),
  'truck-silent': (s) => ({
    title: `${s.truck}: halijasikika tangu ${s.time('lastHeardAt')}`,
    cause: s.has('usualLongestPauseMin')
      ? `Kimya chake kirefu cha siku ya kawaida ni dak ${s.num('usualLongestPauseMin')}; dak ${s.num('toleratedMin')} huvumiliwa.`
      : `Liko kimya zaidi ya dak ${s.num('toleratedMin')}.`,
    consequence: s.has('batterySocPct')
      ? `Hakuna kinachojulikana sasa; lilionekana mwisho na ${s.num('batterySocPct', '%')}. Linaweka vipimo na litavituma baadaye.`
      : 'Hakuna kinachojulikana sasa. Linaweka vipimo na litavituma baadaye.',
    action: 'Mpigie opereta: kifaa kimewashwa, mtandao upo?',
  }),
  'off-schedule': (s) => ({
    title: `${s.truck} haliko${s.site === undefined ? ' mahali pake' : ` ${s.site}`}`,
    cause: `Ziara imeanza; lori liko umbali wa km ${s.num('distanceKm')}.`,
    consequence: 'Wanafunzi na mwenyeji wanasubiri darasa ambalo halipo.',
    action: 'Mpigie opereta, kisha mwambie mwenyeji au badilisha ziara.',
  }),
  'late-for-visit': (s) => ({
    title: `${s.truck} litachelewa${at(s)}`,
    cause: `Km ${s.num('distanceKm')} zilizobaki huchukua kama saa ${s.num('neededH')}; zimebaki saa ${s.num('roadH')} za mchana kabla ya somo la kwanza ${s.time('firstClassAt')}.`,
    consequence: 'Somo la kwanza haliwezi kuanza kwa wakati.',
    action: 'Mwambie mwenyeji sasa, au sogeza somo la kwanza.',
  }),
  'bandwidth-short': (s) => ({
    title: `${s.truck}: mtandao ni wa polepole kwa kozi`,
    cause: `Kasi ${s.rate('downlinkKbps')}; kozi inahitaji ${s.rate('needKbps')}. Mawimbi ${s.num('signalDbm', 'dBm')}.`,
    consequence: 'Mazoezi ya mtandaoni yanakwama kwa darasa zima.',
    action: 'Tumia vifaa vya nje ya mtandao; jaribu SIM nyingine au mahali pengine pa antena.',
  }),
  'data-bundle': (s) => ({
    title: `${s.truck}: ${s.num('usedPct', '%')} ya data ya mwezi imetumika`,
    cause: `MB ${s.num('usedMb')} kati ya ${s.num('bundleMb')}; kwa kasi hii itaisha ${s.time('outAt')}, mwezi unaisha ${s.time('renewsAt')}.`,
    consequence: 'Bila data hakuna somo la mtandaoni, na lori halisikiki.',
    action: 'Nunua data, au mwombe mkufunzi aepuke video za mtandaoni.',
  }),
  'over-occupancy': (s) => ({
    title: `${s.truck}: watu ${s.num('occupancy')} kwa viti ${s.num('seats')}`,
    cause: `Kihesabu cha mlangoni kinasema hivyo${at(s)}; vihesabu hukosea siku inavyosonga.`,
    consequence: 'Ikiwa ni kweli, chumba kimejaa kupita usalama, na kompyuta zinashirikiwa.',
    action: 'Angalia lori; mwombe mkufunzi ahesabu watu.',
  }),
  'class-empty': (s) => ({
    title: `${s.truck}: somo limepangwa na hakuna mtu`,
    cause: `Somo${at(s)} lilipaswa kuanza ${s.time('classStartedAt')}; watu ${s.num('occupancy')} wamehesabiwa.`,
    consequence: 'Somo la kozi litapotea lisipoanza karibuni.',
    action: 'Mpigie opereta: wanafunzi wanajua, lango limefunguliwa?',
  }),
  'sensor-fault': (s) => {
    const reading = READINGS[s.subject] ?? s.subject;
    const how = s.text('how');
    if (how === 'dropped')
      return {
        title: `${s.truck}: vipimo visivyoweza kutumika`,
        cause: `Vipimo ${s.num('readingsDropped')} vya saa iliyopita havikuwezekana au havikuwa namba.`,
        consequence: 'Vipimo hivyo vinaonyeshwa kuwa havijulikani.',
        action: 'Kagua kihisi na waya wake.',
      };
    if (how === 'balance')
      return {
        title: `${s.truck}: nguvu zake hazilingani`,
        cause: `Jua ${s.power('solarW')} na gridi ${s.power('gridW')} dhidi ya matumizi ${s.power('loadW')} na betri ${s.power('batteryW')}: ${s.power('imbalanceW')} hazionekani.`,
        consequence: 'Mita mojawapo si sahihi; nishati na utabiri haviaminiki.',
        action: 'Kagua vihisi vya mkondo na vipimo vyake.',
      };
    if (how === 'missing')
      return {
        title: `${s.truck}: ${reading} haipo`,
        cause: `Ilijulikana mwisho ${s.time('lastKnownAt')}, huku vipimo vingine vikija.`,
        consequence: 'Vinavyoitegemea havijulikani, na tahadhari zake zimesimama.',
        action: 'Kagua kihisi na waya wake.',
      };
    return {
      title: `${s.truck}: ${reading} ${how === 'impossible' ? 'haiwezekani' : 'imekwama'}`,
      cause:
        how === 'impossible'
          ? `Inasema ${s.num('value')}, zaidi ya paneli zinavyoweza kutoa.`
          : `Imekuwa ${s.num('value')} hasa tangu ${s.time('sameSince')}.`,
      consequence: 'Chati na kanuni zinazoitumia si sahihi.',
      action: 'Kagua kihisi, na uwashe upya kifaa chake.',
    };
  },
  'clock-wrong': (s) => ({
    title: `${s.truck}: saa yake si sahihi`,
    cause: s.has('behindMin')
      ? `Iko nyuma dak ${s.num('behindMin')}.`
      : `Vipimo ${s.num('wrongLastHour')} vya saa iliyopita vina wakati usiowezekana; ${s.num('aheadLastHour')} ni vya wakati ujao.`,
    consequence: s.value('aheadLastHour')
      ? 'Vipimo vya wakati ujao vinakataliwa; havipotei, lakini havionyeshwi.'
      : 'Vipimo vyake hupewa wakati vilipofika, au huhesabiwa kuchelewa; tahadhari zake za sasa zimesimama.',
    action: 'Rekebisha wakati wa kifaa (NTP, GPS au betri ya saa).',
  }),
  flapping: (s) => ({
    title: `${s.truck} linaunganisha tena na tena`,
    cause: 'Huenda vifaa viwili vina jina moja, au kimoja kinajiwasha upya.',
    consequence: 'Data yake inaweza kuwa na mapengo, na amri huenda zisifike.',
    action: 'Lipe nenosiri jipya; kifaa kimoja tu kitaweza kutumia jina lake.',
  }),
  'credentials-misuse': (s) => ({
    title: `${s.truck}: huenda mtu anatumia jina lake vibaya`,
    cause: s.value('mismatchesLastHour')
      ? `Jumbe ${s.num('mismatchesLastHour')} za saa iliyopita zina jina la lori jingine.`
      : `Majaribio ${s.num('refusedSignIns')} ya nenosiri lisilo sahihi katika saa iliyopita.`,
    consequence: 'Hakuna kilichohifadhiwa. Anayejaribu anaweza kuendelea.',
    action: 'Lipe lori nenosiri jipya na uangalie jumbe zilizokataliwa.',
  }),
  'quarantine-rising': (s) => ({
    title: `${s.truck}: jumbe nyingi zinakataliwa`,
    cause: `${s.num('refusedLastHour')} katika saa iliyopita; kawaida ni ${s.num('usualPerHour')}.`,
    consequence: 'Zimehifadhiwa, lakini hazihesabiwi hadi sababu irekebishwe na zichezwe tena.',
    action: 'Fungua jumbe zilizokataliwa: kila mmoja una sababu yake.',
  }),
};
