/** Definitions of impact in Filipino; awaiting a native reader. */
import type { ImpactWords } from './definitions.ts';

export const FILIPINO: ImpactWords = {
  measures: {
    people: {
      rule: 'Mga nag-aaral at guro, bawat isa nang isang beses. Kung may pangalan: lahat ng dumalo sa kahit isang klase, isang beses sa lahat ng kurso at lugar. Kung ulo lang ang binibilang: ang mga ulo ng pinakapunong klase ng bawat pangkat. Ang lugar ay binibilang sa pangalan o sa ulo, kung alin ang mas marami; sa ilang kursong binibilang sa ulo, ang pinakamalaki. Walang taong bilang ang kursong bukas sa lahat at ang klaseng walang alam na pagdalaw o pangkat.',
      why: 'Walang pangalan ang ulo, kaya ang iisang tao ay maaaring nasa maraming klase. Ang bilang ay maaaring kulang, hindi kailanman sobra.',
    },
    women: {
      rule: 'Sa mga tao, ang nakasulat na babae.',
      why: 'Hindi hinuhulaan ang hindi tinanong; maaaring mas marami ang totoo.',
    },
    teachers: {
      rule: 'Sa mga tao, ang nakasulat na guro.',
      why: 'Itinutuloy ng mga guro ang itinuro pag-alis ng trak.',
    },
    certified: {
      rule: 'Mga taong may sertipikong ibinigay sa panahon at hindi binawi, bawat isa nang isang beses. Kasarian at edad ayon sa listahan.',
      why: 'May numero ang sertipiko na maaaring tiyakin ng sinuman.',
    },
    sessionsHeld: {
      rule: 'Mga ulat ng klaseng ginanap, ayon sa araw ng simula sa oras ng programa.',
      why: 'Isang beses binibilang ang klase, saanman at ilang ulit man dumating ang ulat.',
    },
    sessionsCancelled: {
      rule: 'Mga ulat ng klaseng hindi ginanap. Kung maraming dahilan, nasa bawat isa ito.',
      why: 'Bahagi ng nangyari ang hindi nangyari at kung bakit.',
    },
    hours: {
      rule: 'Oras ng mga klaseng ginanap, simula hanggang wakas, sa itinamang orasan.',
      why: 'Iniulat, hindi binalak.',
    },
    attendances: {
      rule: 'Mga ulo ng lahat ng klaseng ginanap: ang dumating nang sampung beses ay sampung pagdalo.',
      why: 'Ang pagdalo ay hindi tao at hindi kailanman sinasabing tao.',
    },
    attendanceHours: {
      rule: 'Mga ulo ng bawat klase, beses ang haba nito.',
      why: 'Ang oras na ibinigay, kahit hindi kilala kung sino.',
    },
    dropInAttendances: {
      rule: 'Mga ulo ng klase ng kursong bukas sa lahat, at ng klaseng walang nakasulat na kurso.',
      why: 'Walang nagpapatala roon, kaya hindi maihihiwalay ang tao sa pagdalaw.',
    },
    hoursPerPerson: {
      rule: 'Oras ng pagdalo bawat tao at kurso: sa pangalan, bawat talaan; sa ulo, ang lahat ng klase ng pangkat sa pinakapuno nito.',
      why: 'Ang kumuha ng dalawang kurso ay dalawang beses naroon sa magkabila; kung hindi, sobra ang oras.',
    },
    noShows: {
      rule: 'Mga tinawag sa panahon na walang dinaluhang klase. Hindi alam kung walang pangalan.',
      why: 'Talaan lang ang nagsasabi kung sino ang inaasahan.',
    },
    schoolsConnected: {
      rule: 'Mga paaralang natapos ang pagdalaw sa panahon, may internet pagkatapos at wala bago nito. Hindi alam kung hindi naisulat ang dalawa.',
      why: 'Ang dala ng router ng trak ay umaalis kasama nito.',
    },
    costPerPerson: {
      rule: 'Mga gastos na ipinasok, ayon sa araw kung lampas sa panahon, sa bawat tao. Hindi alam kung wala; hindi pinagsasama ang iba-ibang pera.',
      why: 'Ang hindi ipinasok na gastos ay hindi alam, hindi wala.',
    },
    parity: {
      rule: 'Babae sa lalaki sa mga tao (UNESCO: parity index). 1 ay magkasindami; hindi alam kung walang lalaki o babae.',
      why: 'Tungkol ito sa mga naturuan, hindi sa bansa.',
    },
  },
  sdg: {
    '4.3.1': {
      is: 'Mga taong 15 hanggang 64 na naturuan.',
      isNot: 'Hindi antas ng paglahok: hindi alam dito ang populasyon.',
    },
    '4.4.1': {
      is: 'Mga taong 15 pataas na naturuan ng kasanayang digital.',
      isNot: 'Hindi bahagi ng may kasanayan: ang naturuan ay hindi pa may alam, at may iba ring marunong.',
    },
    '4.4.2': {
      is: 'Mga taong 15 pataas na may sertipiko.',
      isNot: 'Hindi bahagi ng umabot sa pinakamababang antas: walang pamantayang pagsusulit.',
    },
    '4.5.1': {
      is: 'Babae sa lalaki sa mga naturuan.',
      isNot: 'Hindi pagkakapantay ng bansa o paaralan: ng mga dumating lang.',
    },
    '4.a.1': {
      is: 'Mga paaralang may internet pagkatapos ng pagdalaw at wala bago nito.',
      isNot: 'Hindi bahagi ng lahat ng paaralan: ang mga dinalaw lang.',
    },
  },
};
