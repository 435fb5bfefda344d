/** Words beneath a question: what to look at first, and what to do. And of two classes at one time, side by side. */
import { defineText } from './define.ts';

export const todoText = defineText({
  en: {
    bothClasses: 'Both classes, side by side',
    thisClass: 'This report',
    otherClass: 'The other',
    time: 'Time',
    otherGone: 'The other class is no longer there as it was: it was corrected or withdrawn since.',
    meanwhile: (who: string) => `${who} has answered it meanwhile.`,
    meanwhileSaid: 'It was answered meanwhile.',
    'todo_heads-above-sensor':
      'Look at the sensor’s curve: was it covered, or did people sit outside? Accept it, or correct the heads.',
    'todo_heads-below-sensor':
      'Look at the sensor’s curve: were visitors in the truck, or was somebody not counted? Accept it, or correct the heads.',
    'todo_no-load': 'Was it held without laptops, or not at all? Ask the operator.',
    todo_elsewhere:
      'Look where the truck was that day. If the class was at another site, or on another day, correct it.',
    todo_overlaps:
      'Is it one class reported twice? Withdraw one of the two. Are the times wrong? Correct them.',
    'todo_above-capacity':
      'Did people take turns, or is the count mistyped? Accept it, or correct the heads.',
    todo_clock: 'Hold the times against the timetable. If they are wrong, correct them.',
    'todo_too-long': 'Was the end noted late? Correct it; the hours count.',
    'todo_outside-visit':
      'Was the visit longer than planned, or the class another one’s? Accept it, or correct it.',
    'todo_no-visit': 'Was a visit never planned, or is the day wrong? Accept it, or correct the day.',
    'todo_attendance-differs':
      'Which one is right: the names or the heads? Ask the operator, or correct the heads.',
    'todo_cohort-unknown': 'Choose the right cohort with “Correct the report”.',
    'todo_cohort-other': 'Choose the right cohort with “Correct the report”.',
    'todo_learners-unknown': 'Enrol them in the cohort, or ask the operator who they are.',
    'todo_not-enrolled': 'Open the cohort to enrol them, or ask the operator.',
    'todo_walk-ins': 'One of the two is mistyped: correct it.',
  },
  fr: {
    bothClasses: 'Les deux séances côte à côte',
    thisClass: 'Ce compte rendu',
    otherClass: 'L’autre',
    time: 'Heures',
    otherGone: 'L’autre séance n’est plus là telle quelle : elle a été corrigée ou retirée depuis.',
    meanwhile: (who: string) => `${who} y a répondu entre-temps.`,
    meanwhileSaid: 'On y a répondu entre-temps.',
    'todo_heads-above-sensor':
      'Voyez la courbe du capteur : était-il couvert, ou des gens assis dehors ? Acceptez, ou corrigez les présents.',
    'todo_heads-below-sensor':
      'Voyez la courbe du capteur : des visiteurs, ou quelqu’un non compté ? Acceptez, ou corrigez les présents.',
    'todo_no-load': 'Tenue sans ordinateurs, ou pas du tout ? Demandez à l’opérateur.',
    todo_elsewhere:
      'Voyez où était le camion ce jour-là. Si la séance était ailleurs ou un autre jour, corrigez-la.',
    todo_overlaps:
      'Une seule séance rapportée deux fois ? Retirez l’un des deux. Des heures fausses ? Corrigez-les.',
    'todo_above-capacity':
      'S’est-on relayé, ou le nombre est-il mal saisi ? Acceptez, ou corrigez les présents.',
    todo_clock: 'Comparez les heures à l’horaire. Si elles sont fausses, corrigez-les.',
    'todo_too-long': 'La fin a-t-elle été notée trop tard ? Corrigez-la : les heures comptent.',
    'todo_outside-visit':
      'La visite a-t-elle duré plus que prévu, ou est-ce la séance d’une autre ? Acceptez, ou corrigez.',
    'todo_no-visit': 'Une visite jamais planifiée, ou un jour faux ? Acceptez, ou corrigez le jour.',
    'todo_attendance-differs':
      'Lequel est juste : les noms ou les présents comptés ? Demandez à l’opérateur, ou corrigez.',
    'todo_cohort-unknown': 'Choisissez la bonne cohorte avec « Corriger le compte rendu ».',
    'todo_cohort-other': 'Choisissez la bonne cohorte avec « Corriger le compte rendu ».',
    'todo_learners-unknown': 'Inscrivez-les dans la cohorte, ou demandez à l’opérateur qui ils sont.',
    'todo_not-enrolled': 'Ouvrez la cohorte pour les inscrire, ou demandez à l’opérateur.',
    'todo_walk-ins': 'L’un des deux est mal saisi : corrigez-le.',
  },
  sw: {
    bothClasses: 'Vipindi vyote viwili, kando kwa kando',
    thisClass: 'Ripoti hii',
    otherClass: 'Nyingine',
    time: 'Saa',
    otherGone: 'Kipindi kingine hakipo tena kama kilivyokuwa: kilisahihishwa au kuondolewa tangu hapo.',
    meanwhile: (who: string) => `${who} amelijibu wakati huu.`,
    meanwhileSaid: 'Limejibiwa wakati huu.',
    'todo_heads-above-sensor':
      'Tazama mstari wa kihisi: je, kilifunikwa, au watu walikaa nje? Kubali, au sahihisha idadi.',
    'todo_heads-below-sensor':
      'Tazama mstari wa kihisi: je, kulikuwa na wageni, au mtu hakuhesabiwa? Kubali, au sahihisha idadi.',
    'todo_no-load': 'Kilifanyika bila kompyuta, au hakikufanyika? Muulize mwendeshaji.',
    todo_elsewhere:
      'Tazama lori lilikuwa wapi siku hiyo. Kama kipindi kilikuwa mahali pengine au siku nyingine, sahihisha.',
    todo_overlaps:
      'Je, ni kipindi kimoja kilichoripotiwa mara mbili? Ondoa kimoja. Saa si sahihi? Zisahihishe.',
    'todo_above-capacity': 'Je, watu walipokezana, au idadi iliandikwa vibaya? Kubali, au sahihisha idadi.',
    todo_clock: 'Linganisha saa na ratiba. Kama si sahihi, zisahihishe.',
    'todo_too-long': 'Je, mwisho uliandikwa kwa kuchelewa? Usahihishe: saa zinahesabiwa.',
    'todo_outside-visit':
      'Je, ziara ilikuwa ndefu kuliko ilivyopangwa, au kipindi ni cha ziara nyingine? Kubali, au sahihisha.',
    'todo_no-visit': 'Je, ziara haikupangwa, au siku si sahihi? Kubali, au sahihisha siku.',
    'todo_attendance-differs': 'Kipi ni sahihi: majina au idadi? Muulize mwendeshaji, au sahihisha idadi.',
    'todo_cohort-unknown': 'Chagua kundi sahihi kwa “Sahihisha ripoti”.',
    'todo_cohort-other': 'Chagua kundi sahihi kwa “Sahihisha ripoti”.',
    'todo_learners-unknown': 'Waandikishe kwenye kundi, au muulize mwendeshaji ni akina nani.',
    'todo_not-enrolled': 'Fungua kundi ili kuwaandikisha, au muulize mwendeshaji.',
    'todo_walk-ins': 'Kimoja kati ya viwili kimeandikwa vibaya: kisahihishe.',
  },
  fil: {
    bothClasses: 'Ang dalawang klase, magkatabi',
    thisClass: 'Ang ulat na ito',
    otherClass: 'Ang isa pa',
    time: 'Oras',
    otherGone: 'Wala na ang isa pang klase gaya ng dati: naitama o binawi na ito mula noon.',
    meanwhile: (who: string) => `Sinagot na ito ni ${who} samantala.`,
    meanwhileSaid: 'Nasagot na ito samantala.',
    'todo_heads-above-sensor':
      'Tingnan ang kurba ng sensor: natakpan ba ito, o may umupo sa labas? Tanggapin, o itama ang bilang.',
    'todo_heads-below-sensor':
      'Tingnan ang kurba ng sensor: may mga bisita ba, o may hindi nabilang? Tanggapin, o itama ang bilang.',
    'todo_no-load': 'Ginanap ba nang walang laptop, o hindi ginanap? Tanungin ang operator.',
    todo_elsewhere:
      'Tingnan kung nasaan ang trak noong araw na iyon. Kung sa ibang lugar o araw ang klase, itama ito.',
    todo_overlaps:
      'Iisang klase bang dalawang beses iniulat? Bawiin ang isa. Mali ba ang oras? Itama ang mga ito.',
    'todo_above-capacity': 'Naghalinhinan ba ang mga tao, o mali ang bilang? Tanggapin, o itama ang bilang.',
    todo_clock: 'Ihambing ang oras sa iskedyul. Kung mali, itama ang mga ito.',
    'todo_too-long': 'Huli bang naitala ang katapusan? Itama ito: binibilang ang mga oras.',
    'todo_outside-visit': 'Mas mahaba ba ang bisita kaysa sa plano, o sa iba ang klase? Tanggapin, o itama.',
    'todo_no-visit': 'Hindi ba naiplano ang bisita, o mali ang araw? Tanggapin, o itama ang araw.',
    'todo_attendance-differs':
      'Alin ang tama: ang mga pangalan o ang bilang? Tanungin ang operator, o itama ang bilang.',
    'todo_cohort-unknown': 'Piliin ang tamang pangkat sa “Itama ang ulat”.',
    'todo_cohort-other': 'Piliin ang tamang pangkat sa “Itama ang ulat”.',
    'todo_learners-unknown': 'Ipatala sila sa pangkat, o tanungin ang operator kung sino sila.',
    'todo_not-enrolled': 'Buksan ang pangkat para ipatala sila, o tanungin ang operator.',
    'todo_walk-ins': 'Mali ang isa sa dalawa: itama ito.',
  },
});
