/**
 * The direct-current bus where everything meets: panels, grid, battery and loads balance at every step,
 * solar + grid = load + battery (positive charging).
 *
 * The sun comes first, then the grid, then the battery; a battery that takes no more curtails the panels; a battery
 * that gives no more sheds load.
 */
export type BusOffer = {
  readonly potentialW: number;
  readonly wantedLoadW: number;
  /** What the grid could give. */
  readonly gridMaxW: number;
  /** True while the grid may charge the battery, too. */
  readonly gridCharges: boolean;
  readonly batteryAcceptsW: number;
  readonly batteryGivesW: number;
};
export type BusFlow = {
  readonly solarW: number;
  readonly gridW: number;
  readonly batteryW: number;
  readonly loadW: number;
};

/** All arguments and results in W, none negative but `batteryW`. */
export function balance(offer: BusOffer): BusFlow {
  const surplus = offer.potentialW - offer.wantedLoadW;
  if (surplus >= 0) {
    const fromSun = Math.min(surplus, offer.batteryAcceptsW);
    const fromGrid = offer.gridCharges ? Math.min(offer.gridMaxW, offer.batteryAcceptsW - fromSun) : 0;
    return {
      solarW: offer.wantedLoadW + fromSun,
      gridW: fromGrid,
      batteryW: fromSun + fromGrid,
      loadW: offer.wantedLoadW,
    };
  }
  const lacking = -surplus;
  const fromGrid = Math.min(lacking, offer.gridMaxW);
  const fromBattery = Math.min(lacking - fromGrid, offer.batteryGivesW);
  const charge =
    fromGrid === lacking && offer.gridCharges
      ? Math.min(offer.gridMaxW - fromGrid, offer.batteryAcceptsW)
      : 0;
  return {
    solarW: offer.potentialW,
    gridW: fromGrid + charge,
    batteryW: charge - fromBattery,
    loadW: offer.potentialW + fromGrid + fromBattery,
  };
}
