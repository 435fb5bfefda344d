/**
 * Three Kenyan skies, told by the numbers of the cloud process and of the air.
 *
 * Calibrated so that over a year the daily clearness index (global over extraterrestrial irradiation) has a mean of
 * 0.44 to 0.65, a standard deviation of 0.09 to 0.18 and a lag-1 correlation of 0.4 to 0.7; a test measures it.
 */
export type ClimateName = 'dry' | 'humid' | 'monsoon';

export type Climate = {
  /** Log-odds of the daily clear-sky index in an average dry season. */
  readonly clearLogit: number;
  /** How much the rains take off that, at their height: the long rains (April) and the short ones (November). */
  readonly rainsLogit: number;
  /** Day-to-day spread in log-odds, and its lag-1 correlation. */
  readonly spreadLogit: number;
  readonly dayCorrelation: number;
  /** Additional afternoon cloud cover from convection, 0 to 1. */
  readonly convection: number;
  readonly airMeanC: number;
  readonly airSwingC: number;
};

export const CLIMATES: Readonly<Record<ClimateName, Climate>> = {
  /** The arid north and east: Lodwar, Marsabit, Garissa. */
  dry: {
    clearLogit: 1.35,
    rainsLogit: 0.9,
    spreadLogit: 0.95,
    dayCorrelation: 0.62,
    convection: 0.08,
    airMeanC: 28.5,
    airSwingC: 6,
  },
  /** The highlands and Lake Victoria: Nyeri, Kericho, Kisumu. */
  humid: {
    clearLogit: 0.75,
    rainsLogit: 0.8,
    spreadLogit: 1.05,
    dayCorrelation: 0.6,
    convection: 0.22,
    airMeanC: 20,
    airSwingC: 6,
  },
  /** The coast and its hinterland: Mombasa, Lamu, Voi. */
  monsoon: {
    clearLogit: 1.15,
    rainsLogit: 1.6,
    spreadLogit: 1.05,
    dayCorrelation: 0.55,
    convection: 0.12,
    airMeanC: 26.5,
    airSwingC: 3.5,
  },
};
