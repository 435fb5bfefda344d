/** What the truck has now, in six figures; greyed when they are not of now. Unknown is a dash. */
import type { Latest, Truck } from '@digitruck/contract/fleet';
import type { ReactNode } from 'react';
import { UNKNOWN } from '../../shared/format.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { truckText } from '../../shared/i18n/truck.ts';
import { BatteryBar } from '../../shared/ui/progress.tsx';

/** Below this a battery neither charges nor is drawn from: that much the meters disagree. */
const RESTING_W = 15;
/** A full battery takes less than the panels could give; smaller differences are the meters'. */
const CURTAILED_W = 100;
const FULL_PCT = 97;

export function NowNumbers(props: {
  readonly record: Truck;
  readonly latest: Latest;
  readonly ofNow: boolean;
}) {
  const t = useText(truckText);
  const format = useFormat();
  const { record, ofNow } = props;
  const { readings } = props.latest;
  const { batterySocPct, batteryW, solarW, solarPotentialW, gridW } = readings;
  const capacityWh = record.battery?.capacityWh;
  const curtailed = (batterySocPct ?? 0) >= FULL_PCT && (solarPotentialW ?? 0) - (solarW ?? 0) > CURTAILED_W;
  const battery = [
    batteryFlow(batteryW),
    batterySocPct === undefined || capacityWh === undefined
      ? undefined
      : t.ofCapacity(
          format.unit((capacityWh * batterySocPct) / 100, 'Wh', 1),
          format.unit(capacityWh, 'Wh', 1),
        ),
    record.battery === null ? undefined : t.reserve(format.percent(record.battery.reservePct)),
  ];

  function batteryFlow(watts: number | undefined): string | undefined {
    if (watts === undefined) return undefined;
    if (Math.abs(watts) < RESTING_W) return t.resting;
    return watts > 0 ? t.charging(format.unit(watts, 'W')) : t.drawing(format.unit(-watts, 'W'));
  }

  return (
    <dl className={ofNow ? 'now-numbers' : 'now-numbers stale'} aria-label={t.now}>
      <Figure
        label={t.battery}
        value={<BatteryBar socPct={batterySocPct} text={format.percent(batterySocPct)} stale={!ofNow} />}
        more={known(battery)}
      />
      <Figure
        label={t.solar}
        value={format.unit(solarW, 'W')}
        more={
          solarPotentialW === undefined
            ? undefined
            : curtailed
              ? t.curtailed(format.unit(solarPotentialW, 'W'))
              : t.ofPotential(format.unit(solarPotentialW, 'W'))
        }
      />
      <Figure
        label={t.load}
        value={format.unit(readings.loadW, 'W')}
        more={gridW === undefined ? undefined : gridW > 0 ? t.grid(format.unit(gridW, 'W')) : t.noGrid}
      />
      <Figure
        label={t.bandwidth}
        value={format.unit(readings.downlinkKbps, 'kbit/s', 1)}
        more={t.uplink(format.unit(readings.uplinkKbps, 'kbit/s', 1), format.unit(readings.latencyMs, 'ms'))}
      />
      <Figure
        label={t.people}
        value={format.number(readings.occupancy)}
        more={t.ofSeats(format.number(record.seats))}
      />
      <Figure
        label={t.climate}
        value={format.unit(readings.insideTempC, 'degC', 0)}
        more={t.batteryTemp(format.unit(readings.batteryTempC, 'degC', 0))}
      />
    </dl>
  );
}

function known(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' · ') || UNKNOWN;
}

function Figure(props: {
  readonly label: string;
  readonly value: ReactNode;
  readonly more: string | undefined;
}) {
  return (
    <div className="now-figure">
      <dt>{props.label}</dt>
      <dd>
        <span className="now-value">{props.value}</span>
        <span className="muted small">{props.more ?? UNKNOWN}</span>
      </dd>
    </div>
  );
}
