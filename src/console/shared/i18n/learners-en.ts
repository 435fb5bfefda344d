/** The operator page's words of a cohort in English, the pattern of its other languages: exam, certificates, waiting list, enrolling. */

export const learnersEn = {
  seats: '# of @ seats taken',
  online: 'Certificates and the waiting list need a network. Exam results can be noted without one.',
  takenOn: 'Taken on',
  score: 'Result in %: #',
  wrongScore: 'A result is from 0 to 100.',
  passMark: 'Passed from # on',
  save: { one: 'Save # result', other: 'Save # results' },
  waits: 'Saved on this phone. They are sent as soon as there is a network.',
  sent: 'The office has these results.',
  refused: 'The office could not take them: #',
  notKept: 'This phone could not keep them.',
  noRoll: 'The names are not on this phone any more. They come with a network.',
  passed: 'passed',
  notPassed: 'not passed',
  certificate: 'certificate',
  certificates: 'Certificates',
  issued: { one: '# certificate issued', other: '# certificates issued' },
  noneIssued: 'None yet. A coordinator issues them once the results are in.',
  open: 'Show or print',
  waitingList: 'Waiting list',
  nobodyWaits: 'Nobody waits for a seat.',
  giveSeat: 'Give a seat',
  enrol: 'Enrol somebody',
  name: 'Name',
  sex: 'Sex',
  consentAsk:
    'Read out: “We keep your name and phone to issue your certificate. We erase them # after your last class, or when you ask. You may say no and still take the course.”',
  agrees: 'Agrees that the name is kept',
  noName: 'If not: a number is kept, and no name.',
  doEnrol: 'Enrol',
  enrolled: 'Enrolled: No. #',
  onList: 'All seats are taken. No. # is on the waiting list.',
};

/** The same keys and forms in every language. */
export type LearnersText = {
  readonly [Key in keyof typeof learnersEn]: (typeof learnersEn)[Key] extends string
    ? string
    : { readonly one: string; readonly many?: string; readonly other: string };
};
