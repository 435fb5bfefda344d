/** Alerts in Filipino: a draft that waits for a native reader. */
import type { Say, Wording } from './say.ts';

const at = ({ site }: Say) => (site === undefined ? '' : ` sa ${site}`);

const READINGS: Readonly<Record<string, string>> = {
  batteryV: 'boltahe ng baterya',
  insideTempC: 'temperatura sa loob',
  batteryTempC: 'temperatura ng baterya',
  downlinkKbps: 'bilis ng download',
  latencyMs: 'tagal ng balikan',
  loadW: 'konsumo ng kuryente',
  solarPotentialW: 'kayang ibigay ng araw',
  batterySocPct: 'antas ng karga',
  batteryW: 'lakas ng baterya',
  solarW: 'kuryenteng solar',
  occupancy: 'bilang ng tao',
  lat: 'lokasyon',
  dataUsedMb: 'bilang ng data',
};

export const fil: Wording = {
  'battery-class': (s) => ({
    title: `${s.truck}: hindi aabot ang baterya sa mga klase ngayon`,
    cause: !s.has('reserveAt')
      ? `Karga ${s.num('batterySocPct', '%')}; ang reserba ay ${s.num('reservePct', '%')}.`
      : s.has('drawW')
        ? `Karga ${s.num('batterySocPct', '%')}, kumukonsumo ng ${s.power('drawW')}; maaabot ang reserbang ${s.num('reservePct', '%')} sa ${s.time('reserveAt')}.`
        : `Karga ${s.num('batterySocPct', '%')}; ayon sa taya, maaabot ang reserbang ${s.num('reservePct', '%')} sa ${s.time('reserveAt')}.`,
    consequence: s.has('classesPlanned')
      ? `${s.num('classesCoveredP50')} sa ${s.num('classesPlanned')} klase${at(s)} ang kaya, ${s.num('classesCoveredP10')} kung makulimlim.`
      : `Mapuputol ang klase${at(s)} na matatapos sa ${s.time('classEndsAt')}.`,
    action: s.has('classesCoveredAfterShedding')
      ? `Magtipid ng kuryente: ${s.num('classesCoveredAfterShedding')} klase ang kaya kahit makulimlim.`
      : 'Magtipid ng kuryente ngayon; sabihan ang tagapagsanay na patayin ang VR at screen.',
  }),
  'battery-low': (s) => ({
    title: `${s.truck}: ${s.num('batterySocPct', '%')} na lang ang baterya`,
    cause:
      (s.value('batteryW') ?? 0) > 0
        ? `Nasa reserba na itong ${s.num('reservePct', '%')}, kumakarga ng ${s.power('batteryW')}.`
        : `Nasa reserba na itong ${s.num('reservePct', '%')} at kumukonsumo ang silid ng ${s.power('loadW')}.`,
    consequence: 'Kusang papatay ang silid-aralan para maprotektahan ang baterya.',
    action: 'Magtipid ng kuryente hanggang makargahan ito ng araw.',
  }),
  'battery-not-charging': (s) => ({
    title: `${s.truck}: hindi tumatanggap ng karga ang baterya`,
    cause: `Kaya ng araw ang ${s.power('solarPotentialW')}, ang konsumo ay ${s.power('loadW')}, ang bateryang ${s.num('batterySocPct', '%')} ay tumatanggap ng ${s.power('batteryW')}.`,
    consequence: 'Mauubos ito pagkatapos ng susunod na gabi; aasa ang klase sa araw ng sandaling iyon.',
    action: 'Ipasuri ang switch at fuse ng baterya at ang display ng controller nito.',
  }),
  'panel-underperformance': (s) => ({
    title: `${s.truck}: ${s.num('sharePct', '%')} na lang ng dati ang bigay ng mga panel`,
    cause: `Nakita sa ${s.num('days')} araw na may maaliwalas na oras; hindi kasama ang ulap at punong baterya. Dumi, lilim, putol na string o maluwag na plug.`,
    consequence: 'Mas kaunti ang enerhiya bawat araw; unang nawawala ang mga huling klase.',
    action: 'Ipalinis ang mga panel, saka ipasukat ang kuryente ng bawat string.',
  }),
  'energy-short-ahead': (s) => ({
    title: `${s.truck}: kulang ang enerhiya sa ${s.day('day')}`,
    cause: `Ayon sa taya, kaya ng baterya ang ${s.num('classesCoveredP50')} sa ${s.num('classesPlanned')} klase, ${s.num('classesCoveredP10')} kung makulimlim.`,
    consequence: 'Mawawala ang mga huling klase ng araw na iyon.',
    action:
      'Buksan ang pagbisita: ilapit ang klase sa tanghali, huwag mag-VR, o humingi ng kuryente sa host.',
  }),
  'truck-silent': (s) => ({
    title: `${s.truck}: hindi naririnig mula ${s.time('lastHeardAt')}`,
    cause: s.has('usualLongestPauseMin')
      ? `Ang pinakamahabang patlang nito sa karaniwang araw ay ${s.num('usualLongestPauseMin', 'min')}; ${s.num('toleratedMin', 'min')} ang pinapayagan.`
      : `Mahigit ${s.num('toleratedMin', 'min')} na itong tahimik.`,
    consequence: s.has('batterySocPct')
      ? `Walang alam tungkol dito ngayon; huling nakitang may ${s.num('batterySocPct', '%')}. Iniingatan nito ang mga sukat at ipapadala mamaya.`
      : 'Walang alam tungkol dito ngayon. Iniingatan nito ang mga sukat at ipapadala mamaya.',
    action: 'Tawagan ang operator: bukas ba ang yunit, may network ba?',
  }),
  'off-schedule': (s) => ({
    title: `Wala ang ${s.truck}${s.site === undefined ? ' sa dapat kalagyan' : ` sa ${s.site}`}`,
    cause: `Nagsimula na ang pagbisita; ${s.num('distanceKm', 'km')} ang layo ng trak.`,
    consequence: 'Naghihintay ang mga mag-aaral at host sa silid-aralang wala roon.',
    action: 'Tawagan ang operator, saka sabihan ang host o baguhin ang pagbisita.',
  }),
  'late-for-visit': (s) => ({
    title: `Mahuhuli ang ${s.truck}${at(s)}`,
    cause: `Mga ${s.num('neededH', 'oras')} ang natitirang ${s.num('distanceKm', 'km')}; ${s.num('roadH', 'oras')} na liwanag na lang bago ang unang klase sa ${s.time('firstClassAt')}.`,
    consequence: 'Hindi makapagsisimula sa oras ang unang klase.',
    action: 'Sabihan na ang host, o ilipat ang unang klase.',
  }),
  'bandwidth-short': (s) => ({
    title: `${s.truck}: mabagal ang network para sa kurso`,
    cause: `${s.rate('downlinkKbps')} ang bilis; ${s.rate('needKbps')} ang kailangan ng kurso. Signal ${s.num('signalDbm', 'dBm')}.`,
    consequence: 'Naiipit ang mga online na gawain ng buong klase.',
    action: 'Gumamit ng offline na materyal; subukan ang ibang SIM o puwesto ng antena.',
  }),
  'data-bundle': (s) => ({
    title: `${s.truck}: nagamit na ang ${s.num('usedPct', '%')} ng data ng buwan`,
    cause: `${s.num('usedMb', 'MB')} sa ${s.num('bundleMb', 'MB')}; sa bilis na ito, mauubos sa ${s.time('outAt')}, matatapos ang buwan sa ${s.time('renewsAt')}.`,
    consequence: 'Kung walang data, walang online na klase at hindi naririnig ang trak.',
    action: 'Bumili ng data, o pakiusapan ang tagapagsanay na iwasan ang online na video.',
  }),
  'over-occupancy': (s) => ({
    title: `${s.truck}: ${s.num('occupancy')} tao sa ${s.num('seats')} upuan`,
    cause: `Ayon sa counter sa pinto${at(s)}; nagkakamali ang counter habang tumatagal ang araw.`,
    consequence: 'Kung totoo, masyadong puno ang silid para maging ligtas, at naghahatian sa laptop.',
    action: 'Tingnan ang trak; ipabilang sa tagapagsanay ang mga tao.',
  }),
  'class-empty': (s) => ({
    title: `${s.truck}: may nakatakdang klase at walang tao`,
    cause: `Dapat nagsimula ang klase${at(s)} sa ${s.time('classStartedAt')}; ${s.num('occupancy')} tao ang nabilang.`,
    consequence: 'Mawawala ang isang klase ng kurso kung hindi ito magsisimula agad.',
    action: 'Tawagan ang operator: alam ba ng mga mag-aaral, bukas ba ang tarangkahan?',
  }),
  'sensor-fault': (s) => {
    const reading = READINGS[s.subject] ?? s.subject;
    const how = s.text('how');
    if (how === 'dropped')
      return {
        title: `${s.truck}: mga sukat na hindi magamit`,
        cause: `${s.num('readingsDropped')} sukat sa huling oras ang imposible o hindi numero.`,
        consequence: 'Ipinapakitang hindi alam ang mga sukat na iyon.',
        action: 'Ipasuri ang sensor at kable nito.',
      };
    if (how === 'balance')
      return {
        title: `${s.truck}: hindi tugma ang mga lakas nito`,
        cause: `Solar ${s.power('solarW')} at grid ${s.power('gridW')} laban sa konsumo ${s.power('loadW')} at baterya ${s.power('batteryW')}: ${s.power('imbalanceW')} ang kulang.`,
        consequence: 'Mali ang isa sa mga metro; hindi maaasahan ang enerhiya at taya.',
        action: 'Ipasuri ang mga sensor ng kuryente at ang iskala nila.',
      };
    if (how === 'missing')
      return {
        title: `${s.truck}: nawawala ang ${reading}`,
        cause: `Huling nalaman noong ${s.time('lastKnownAt')}, habang dumarating ang ibang sukat.`,
        consequence: 'Hindi alam ang umaasa rito, at nakapahinga ang mga alerto nito.',
        action: 'Ipasuri ang sensor at kable nito.',
      };
    return {
      title: `${s.truck}: ${how === 'impossible' ? 'imposible' : 'hindi gumagalaw'} ang ${reading}`,
      cause:
        how === 'impossible'
          ? `Sinasabi nitong ${s.num('value')}, higit sa kaya ng mga panel.`
          : `Eksaktong ${s.num('value')} mula pa ${s.time('sameSince')}.`,
      consequence: 'Mali ang mga tsart at tuntuning gumagamit nito.',
      action: 'Ipasuri ang sensor at i-restart ang yunit nito.',
    };
  },
  'clock-wrong': (s) => ({
    title: `${s.truck}: mali ang orasan nito`,
    cause: s.has('behindMin')
      ? `Huli ito ng ${s.num('behindMin', 'min')}.`
      : `${s.num('wrongLastHour')} sukat sa huling oras ang may imposibleng oras; ${s.num('aheadLastHour')} ang galing sa hinaharap.`,
    consequence: s.value('aheadLastHour')
      ? 'Tinatanggihan ang mga sukat mula sa hinaharap; walang nawawala, pero walang ipinapakita.'
      : 'Oras ng pagdating ang ibinibigay sa mga sukat, o itinuturing na huli; nakapahinga ang mga alerto nito.',
    action: 'Ipaayos ang oras ng yunit (NTP, GPS o baterya ng orasan).',
  }),
  flapping: (s) => ({
    title: `Paulit-ulit kumokonekta ang ${s.truck}`,
    cause: 'Baka dalawang yunit ang may iisang pangalan, o nagre-restart ang isa.',
    consequence: 'Maaaring may puwang ang datos, at hindi umabot ang mga utos.',
    action: 'Bigyan ito ng bagong password; isang yunit na lang ang makagagamit ng pangalan nito.',
  }),
  'credentials-misuse': (s) => ({
    title: `${s.truck}: baka may umaabuso sa pangalan nito`,
    cause: s.value('mismatchesLastHour')
      ? `${s.num('mismatchesLastHour')} mensahe sa huling oras ang may pangalan ng ibang trak.`
      : `${s.num('refusedSignIns')} pag-sign in na mali ang password sa huling oras.`,
    consequence: 'Walang naimbak mula rito. Maaaring magpatuloy ang sumusubok.',
    action: 'Bigyan ang trak ng bagong password at tingnan ang mga tinanggihang mensahe.',
  }),
  'quarantine-rising': (s) => ({
    title: `${s.truck}: maraming mensahe ang tinatanggihan`,
    cause: `${s.num('refusedLastHour')} sa huling oras; ${s.num('usualPerHour')} ang karaniwan.`,
    consequence: 'Nakatago ang mga ito, pero hindi binibilang hangga’t hindi naaayos ang sanhi at inuulit.',
    action: 'Buksan ang mga tinanggihang mensahe: may dahilan ang bawat isa.',
  }),
};
