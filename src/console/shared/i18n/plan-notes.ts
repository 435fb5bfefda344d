/** Notes of a plan, what a visit beat, and what a disruption is called where a reason or a note names it. */
import { defineText } from './define.ts';
import { plural } from './plural.ts';

export const planNotesText = defineText({
  en: {
    roadsByAir: (factor: string) =>
      `No road service is set: ways are as long as by air times ${factor}, at each truck’s own speed.`,
    roadsByService: (service: string, pairs: number) =>
      plural.en(pairs, {
        one: `One way and its time are from ${service}.`,
        other: `# ways and their times are from ${service}.`,
      }),
    roadsFellBack: (service: string, fault: string, pairs: string, factor: string) =>
      `${service} ${fault}: ${pairs} ways are as long as by air times ${factor} instead.`,
    fault_unreachable: 'could not be reached',
    fault_timeout: 'took too long',
    fault_status: 'answered with an error',
    fault_refused: 'refused the question',
    fault_malformed: 'gave an answer that cannot be read',
    placeOffRoad: (place: string) => `No road is known near ${place}; its ways are taken by air.`,
    noRoad: (from: string, to: string) =>
      `There is no road from ${from} to ${to}; no truck drives there directly.`,
    noRoadMore: (pairs: number) =>
      plural.en(pairs, { one: 'One more way has no road.', other: '# more ways have no road.' }),
    sunUsual: 'Sun is that of a usual year on nine days of ten; where the grid is good, energy is no limit.',
    truckWithoutPlace: (truck: string) =>
      `${truck} has neither a depot nor a place it was heard from, and is left out.`,
    energyUnknown: (truck: string) =>
      `The array or battery of ${truck} is unknown; its energy is not checked.`,
    wayDoesNotFit: (truck: string, site: string, day: string, from: string) =>
      `${truck} is booked at ${site} from ${day}, but the way there breaks the rules; nothing is planned for it before ${from}.`,
    madeUnder: (what: string) => `Made knowing that ${what}.`,
    cutShort: (site: string, truck: string, day: string, what: string) =>
      `${site} with ${truck} has begun and ends on ${day}: ${what}.`,
    bookingBroken: (site: string, truck: string, days: string, what: string) =>
      `${site} with ${truck}, ${days}, was booked by hand and cannot be: ${what}. Change it by hand.`,
    truckOut: (truck: string) => `${truck} is out of service`,
    roadClosed: (road: string) => `the road is closed: ${road}`,
    siteCancels: (site: string) => `${site} has cancelled`,
    weakBattery: (truck: string) => `the battery of ${truck} is weak`,
    fromDay: (day: string) => `from ${day}`,
    because: (why: string, what: string) => `${why} Behind it: ${what}.`,
    beatTitle: 'What it beat',
    beat: (site: string, people: number, less: string) =>
      plural.en(people, {
        one: `${site} (# person): the plan would be worth ${less} less with it here.`,
        other: `${site} (# people): the plan would be worth ${less} less with it here.`,
      }),
    beatWhy: 'Worth counts people reached, and more where few were reached before or the wait was long.',
    alone: 'Nothing that is left out could stand in its place.',
    nothingBeaten: 'Nothing that is left out comes close.',
    isPinned: 'It is pinned: a person put it here, and the search leaves it.',
    isFrozen: 'It is promised and begins soon, so it stays.',
    isKept: 'It was promised, and no better place was found for the people it reaches.',
  },
  fr: {
    roadsByAir: (factor: string) =>
      `Aucun service routier : les trajets valent le vol d’oiseau fois ${factor}, à la vitesse de chaque camion.`,
    roadsByService: (service: string, pairs: number) =>
      plural.fr(pairs, {
        one: `# trajet et sa durée viennent de ${service}.`,
        many: `# de trajets et leurs durées viennent de ${service}.`,
        other: `# trajets et leurs durées viennent de ${service}.`,
      }),
    roadsFellBack: (service: string, fault: string, pairs: string, factor: string) =>
      `${service} ${fault} : ${pairs} trajets valent le vol d’oiseau fois ${factor}.`,
    fault_unreachable: 'est injoignable',
    fault_timeout: 'a mis trop de temps',
    fault_status: 'a répondu par une erreur',
    fault_refused: 'a refusé la question',
    fault_malformed: 'a donné une réponse illisible',
    placeOffRoad: (place: string) =>
      `Aucune route connue près de ${place} ; ses trajets sont à vol d’oiseau.`,
    noRoad: (from: string, to: string) =>
      `Il n’y a pas de route de ${from} à ${to} ; aucun camion n’y va directement.`,
    noRoadMore: (pairs: number) =>
      plural.fr(pairs, {
        one: '# autre trajet est sans route.',
        many: '# d’autres trajets sont sans route.',
        other: '# autres trajets sont sans route.',
      }),
    sunUsual:
      'Le soleil est celui d’une année habituelle, neuf jours sur dix ; où le réseau est bon, l’énergie ne limite pas.',
    truckWithoutPlace: (truck: string) => `${truck} n’a ni dépôt ni position connue, et reste en dehors.`,
    energyUnknown: (truck: string) =>
      `Les panneaux ou la batterie de ${truck} sont inconnus ; son énergie n’est pas vérifiée.`,
    wayDoesNotFit: (truck: string, site: string, day: string, from: string) =>
      `${truck} est réservé à ${site} dès le ${day}, mais le trajet enfreint les règles ; rien n’est prévu avant le ${from}.`,
    madeUnder: (what: string) => `Fait en sachant que ${what}.`,
    cutShort: (site: string, truck: string, day: string, what: string) =>
      `${site} avec ${truck} a commencé et finit le ${day} : ${what}.`,
    bookingBroken: (site: string, truck: string, days: string, what: string) =>
      `${site} avec ${truck}, ${days}, réservé à la main, est impossible : ${what}. À changer à la main.`,
    truckOut: (truck: string) => `${truck} est hors service`,
    roadClosed: (road: string) => `la route est fermée : ${road}`,
    siteCancels: (site: string) => `${site} a annulé`,
    weakBattery: (truck: string) => `la batterie de ${truck} est faible`,
    fromDay: (day: string) => `dès le ${day}`,
    because: (why: string, what: string) => `${why} En cause : ${what}.`,
    beatTitle: 'Ce qu’elle a devancé',
    beat: (site: string, people: number, less: string) =>
      plural.fr(people, {
        one: `${site} (# personne) : le plan vaudrait ${less} de moins avec elle ici.`,
        many: `${site} (# de personnes) : le plan vaudrait ${less} de moins avec elles ici.`,
        other: `${site} (# personnes) : le plan vaudrait ${less} de moins avec elles ici.`,
      }),
    beatWhy:
      'La valeur compte les personnes atteintes, davantage là où peu l’ont été ou après une longue attente.',
    alone: 'Rien de ce qui est écarté ne pourrait prendre sa place.',
    nothingBeaten: 'Rien de ce qui est écarté ne s’en approche.',
    isPinned: 'Elle est épinglée : quelqu’un l’a mise ici, la recherche n’y touche pas.',
    isFrozen: 'Elle est promise et commence bientôt : elle reste.',
    isKept: 'Elle était promise, et aucune meilleure place n’a été trouvée.',
  },
  sw: {
    roadsByAir: (factor: string) =>
      `Hakuna huduma ya barabara: njia ni umbali wa angani mara ${factor}, kwa kasi ya kila lori.`,
    roadsByService: (service: string, pairs: number) =>
      plural.sw(pairs, {
        one: `Njia # na muda wake ni kutoka ${service}.`,
        other: `Njia # na muda wake ni kutoka ${service}.`,
      }),
    roadsFellBack: (service: string, fault: string, pairs: string, factor: string) =>
      `${service} ${fault}: njia ${pairs} ni umbali wa angani mara ${factor}.`,
    fault_unreachable: 'haikufikika',
    fault_timeout: 'ilichukua muda mrefu',
    fault_status: 'ilijibu kwa hitilafu',
    fault_refused: 'ilikataa swali',
    fault_malformed: 'ilitoa jibu lisilosomeka',
    placeOffRoad: (place: string) =>
      `Hakuna barabara inayojulikana karibu na ${place}; njia zake ni za angani.`,
    noRoad: (from: string, to: string) =>
      `Hakuna barabara kutoka ${from} hadi ${to}; hakuna lori linaloenda moja kwa moja.`,
    noRoadMore: (pairs: number) =>
      plural.sw(pairs, { one: 'Njia # zaidi haina barabara.', other: 'Njia # zaidi hazina barabara.' }),
    sunUsual: 'Jua ni la mwaka wa kawaida siku tisa kati ya kumi; penye umeme mzuri nishati si kikwazo.',
    truckWithoutPlace: (truck: string) =>
      `${truck} halina kituo wala mahali panapojulikana, na limeachwa nje.`,
    energyUnknown: (truck: string) => `Paneli au betri ya ${truck} haijulikani; nishati yake haikaguliwi.`,
    wayDoesNotFit: (truck: string, site: string, day: string, from: string) =>
      `${truck} limepangwa ${site} kuanzia ${day}, lakini njia inavunja kanuni; hakuna kilichopangwa kabla ya ${from}.`,
    madeUnder: (what: string) => `Umetengenezwa ikijulikana kuwa ${what}.`,
    cutShort: (site: string, truck: string, day: string, what: string) =>
      `${site} na ${truck} imeanza na inaisha ${day}: ${what}.`,
    bookingBroken: (site: string, truck: string, days: string, what: string) =>
      `${site} na ${truck}, ${days}, ilipangwa kwa mkono na haiwezekani: ${what}. Ibadilishe kwa mkono.`,
    truckOut: (truck: string) => `${truck} halifanyi kazi`,
    roadClosed: (road: string) => `barabara imefungwa: ${road}`,
    siteCancels: (site: string) => `${site} imeghairi`,
    weakBattery: (truck: string) => `betri ya ${truck} ni dhaifu`,
    fromDay: (day: string) => `kuanzia ${day}`,
    because: (why: string, what: string) => `${why} Sababu: ${what}.`,
    beatTitle: 'Iliyoshinda',
    beat: (site: string, people: number, less: string) =>
      plural.sw(people, {
        one: `${site} (mtu #): mpango ungekuwa na thamani pungufu ya ${less} nayo hapa.`,
        other: `${site} (watu #): mpango ungekuwa na thamani pungufu ya ${less} nayo hapa.`,
      }),
    beatWhy: 'Thamani huhesabu watu wanaofikiwa, zaidi pale wachache walifikiwa au waliosubiri sana.',
    alone: 'Hakuna kilichoachwa kinachoweza kuchukua nafasi yake.',
    nothingBeaten: 'Hakuna kilichoachwa kinachoikaribia.',
    isPinned: 'Imebanwa: mtu aliiweka hapa, utafutaji hauigusi.',
    isFrozen: 'Imeahidiwa na inaanza karibuni, hivyo inabaki.',
    isKept: 'Iliahidiwa, na hakuna nafasi bora iliyopatikana.',
  },
  fil: {
    roadsByAir: (factor: string) =>
      `Walang nakatakdang serbisyo sa daan: ang mga daan ay tuwid na layo na pinarami ng ${factor}, sa bilis ng bawat trak.`,
    roadsByService: (service: string, pairs: number) =>
      plural.fil(pairs, {
        one: `# daan at ang oras nito ay mula sa ${service}.`,
        other: `# na daan at ang oras ng mga ito ay mula sa ${service}.`,
      }),
    roadsFellBack: (service: string, fault: string, pairs: string, factor: string) =>
      `${service} ${fault}: ${pairs} daan ang tuwid na layo na pinarami ng ${factor}.`,
    fault_unreachable: 'ay hindi maabot',
    fault_timeout: 'ay masyadong matagal',
    fault_status: 'ay sumagot ng error',
    fault_refused: 'ay tumanggi sa tanong',
    fault_malformed: 'ay nagbigay ng sagot na hindi mabasa',
    placeOffRoad: (place: string) => `Walang alam na daan malapit sa ${place}; tuwid na layo ang ginamit.`,
    noRoad: (from: string, to: string) =>
      `Walang daan mula ${from} papuntang ${to}; walang trak na tuwirang pumupunta roon.`,
    noRoadMore: (pairs: number) =>
      plural.fil(pairs, { one: '# pang daan ang wala.', other: '# pang mga daan ang wala.' }),
    sunUsual:
      'Ang araw ay sa karaniwang taon, siyam sa sampung araw; kung mabuti ang kuryente, hindi hadlang ang enerhiya.',
    truckWithoutPlace: (truck: string) => `Walang depot o alam na lugar ang ${truck}, kaya hindi isinama.`,
    energyUnknown: (truck: string) =>
      `Hindi alam ang panel o baterya ng ${truck}; hindi sinusuri ang enerhiya nito.`,
    wayDoesNotFit: (truck: string, site: string, day: string, from: string) =>
      `Naka-book ang ${truck} sa ${site} mula ${day}, pero labag sa tuntunin ang daan; walang plano rito bago ang ${from}.`,
    madeUnder: (what: string) => `Ginawa na alam na ${what}.`,
    cutShort: (site: string, truck: string, day: string, what: string) =>
      `Nagsimula na ang ${site} kasama ang ${truck} at matatapos sa ${day}: ${what}.`,
    bookingBroken: (site: string, truck: string, days: string, what: string) =>
      `Ang ${site} kasama ang ${truck}, ${days}, ay na-book nang mano-mano at hindi maaari: ${what}. Baguhin nang mano-mano.`,
    truckOut: (truck: string) => `hindi magagamit ang ${truck}`,
    roadClosed: (road: string) => `sarado ang daan: ${road}`,
    siteCancels: (site: string) => `nagkansela ang ${site}`,
    weakBattery: (truck: string) => `mahina ang baterya ng ${truck}`,
    fromDay: (day: string) => `mula ${day}`,
    because: (why: string, what: string) => `${why} Dahilan: ${what}.`,
    beatTitle: 'Ang natalo nito',
    beat: (site: string, people: number, less: string) =>
      plural.fil(people, {
        one: `${site} (# tao): mas mababa nang ${less} ang halaga ng plano kung ito ang narito.`,
        other: `${site} (# na tao): mas mababa nang ${less} ang halaga ng plano kung ito ang narito.`,
      }),
    beatWhy:
      'Binibilang ng halaga ang taong maaabot, at higit kung kaunti pa ang naabot o matagal nang naghihintay.',
    alone: 'Walang hindi naiskedyul na maaaring pumalit dito.',
    nothingBeaten: 'Walang hindi naiskedyul na malapit dito.',
    isPinned: 'Naka-pin ito: may naglagay nito rito, at hindi ito ginagalaw ng paghahanap.',
    isFrozen: 'Ipinangako na at malapit nang magsimula, kaya mananatili.',
    isKept: 'Ipinangako ito, at walang nahanap na mas mabuting lugar.',
  },
});
