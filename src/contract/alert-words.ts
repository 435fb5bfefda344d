/** The closed lists of alerts, apart from their schemas: browsers need the words and not the checks. */

export const ALERT_KINDS = [
  'battery-class',
  'battery-low',
  'battery-not-charging',
  'panel-underperformance',
  'energy-short-ahead',
  'truck-silent',
  'off-schedule',
  'late-for-visit',
  'bandwidth-short',
  'data-bundle',
  'over-occupancy',
  'class-empty',
  'sensor-fault',
  'clock-wrong',
  'flapping',
  'credentials-misuse',
  'quarantine-rising',
] as const;

/** `urgent`: a class is in danger now. `soon`: it gets worse if nobody looks today. `note`: worth knowing. */
export const SEVERITIES = ['urgent', 'soon', 'note'] as const;
