/** The operator page's words of a cohort in Filipino; a draft that waits for a native reader. */
import type { LearnersText } from './learners-en.ts';

export const learnersFil: LearnersText = {
  seats: '# sa @ upuan ang may tao',
  online:
    'Kailangan ng network ang mga sertipiko at listahan ng naghihintay. Maisusulat ang marka kahit wala.',
  takenOn: 'Araw ng pagsusulit',
  score: 'Marka sa %: #',
  wrongScore: 'Ang resulta ay mula 0 hanggang 100.',
  passMark: 'Pasado mula #',
  save: { one: 'I-save ang # marka', other: 'I-save ang # na marka' },
  waits: 'Na-save sa teleponong ito. Ipapadala kapag may network.',
  sent: 'Nasa opisina na ang mga markang ito.',
  refused: 'Hindi natanggap ng opisina: #',
  notKept: 'Hindi naitabi ng teleponong ito.',
  noRoll: 'Wala na sa teleponong ito ang mga pangalan. Darating sila kapag may network.',
  passed: 'pumasa',
  notPassed: 'hindi pumasa',
  certificate: 'sertipiko',
  certificates: 'Mga sertipiko',
  issued: { one: '# sertipiko ang naibigay', other: '# na sertipiko ang naibigay' },
  noneIssued: 'Wala pa. Ibibigay ng coordinator kapag dumating ang mga marka.',
  open: 'Ipakita o i-print',
  waitingList: 'Listahan ng naghihintay',
  nobodyWaits: 'Walang naghihintay ng upuan.',
  giveSeat: 'Bigyan ng upuan',
  enrol: 'Magtala ng tao',
  name: 'Pangalan',
  sex: 'Kasarian',
  consentAsk:
    'Basahin: “Itinatago namin ang pangalan at telepono mo para sa sertipiko. Buburahin namin # matapos ang huli mong klase, o kapag hiniling mo. Maaari kang tumanggi at makakapag-aral pa rin.”',
  agrees: 'Pumapayag na itago ang pangalan',
  noName: 'Kung hindi: numero lang ang itatago, walang pangalan.',
  doEnrol: 'Itala',
  enrolled: 'Naitala: Blg. #',
  onList: 'Puno na ang mga upuan. Nasa listahan ng naghihintay ang Blg. #.',
};
