/** Where a road is closed: around a place set on the map, or between two sites; the map shows what is closed. */
import { useMemo } from 'react';
import { useFormat, useText } from '../../../shared/i18n/language.tsx';
import { disruptionText } from '../../../shared/i18n/plan-disruptions.ts';
import { LazyMap } from '../../../shared/lazy-map.tsx';
import { useMe } from '../../../shared/me.ts';
import { SelectField, TextField } from '../../../shared/ui/field.tsx';
import { type DisruptionDraft, outlineOf, placeOf } from './draft.ts';
import { SitePicker } from './site-picker.tsx';

const RADII_KM = [5, 10, 20, 50, 100] as const;
const DETOURS_KM = [20, 50, 100, 200, 400] as const;
const NO_TRUCKS: readonly never[] = [];
/** About a hundred metres; finer than a road that is closed is known. */
const DIGITS = 3;

export function RoadFields(props: {
  readonly draft: DisruptionDraft;
  readonly onChange: (change: Partial<DisruptionDraft>) => void;
}) {
  const { draft, onChange } = props;
  const t = useText(disruptionText);
  const format = useFormat();
  const installation = useMe().data?.installation;
  const outline = useMemo(() => outlineOf(draft), [draft]);
  const around = draft.shape === 'around';
  return (
    <>
      <SelectField
        label={t.where}
        value={draft.shape}
        onChange={(event) => onChange({ shape: event.target.value as DisruptionDraft['shape'] })}
      >
        <option value="around">{t.around}</option>
        <option value="between">{t.between}</option>
      </SelectField>
      {around ? (
        <div className="form-columns">
          <TextField
            label={t.placeName}
            required
            maxLength={120}
            value={draft.placeName}
            onChange={(event) => onChange({ placeName: event.target.value })}
          />
          <SelectField
            label={t.radius}
            value={draft.radiusKm}
            onChange={(event) => onChange({ radiusKm: event.target.value })}
          >
            {RADII_KM.map((km) => (
              <option key={km} value={km}>
                {format.unit(km, 'km', 0)}
              </option>
            ))}
          </SelectField>
          <TextField
            label={t.lat}
            inputMode="decimal"
            required
            value={draft.lat}
            onChange={(event) => onChange({ lat: event.target.value })}
          />
          <TextField
            label={t.lon}
            inputMode="decimal"
            required
            value={draft.lon}
            onChange={(event) => onChange({ lon: event.target.value })}
          />
        </div>
      ) : (
        <div className="form-columns">
          <SitePicker
            label={t.oneEnd}
            value={draft.ends[0]}
            onPick={(site) => onChange({ ends: [site, draft.ends[1]] })}
          />
          <SitePicker
            label={t.otherEnd}
            value={draft.ends[1]}
            onPick={(site) => onChange({ ends: [draft.ends[0], site] })}
          />
        </div>
      )}
      {installation === undefined ? null : (
        <figure className="disruption-map">
          <div>
            <LazyMap
              label={t.mapLabel}
              country={installation.country}
              tileUrl={installation.tileUrl}
              trucks={NO_TRUCKS}
              track={outline}
              picked={around ? (placeOf(draft) ?? null) : null}
              {...(around
                ? {
                    onPick: ({ lat, lon }) =>
                      onChange({ lat: lat.toFixed(DIGITS), lon: lon.toFixed(DIGITS) }),
                  }
                : {})}
            />
          </div>
          {around ? <figcaption className="muted small">{t.pickHint}</figcaption> : null}
        </figure>
      )}
      <SelectField
        label={t.detour}
        value={draft.detourKm}
        onChange={(event) => onChange({ detourKm: event.target.value })}
      >
        <option value="">{t.noDetour}</option>
        {DETOURS_KM.map((km) => (
          <option key={km} value={km}>
            {format.unit(km, 'km', 0)}
          </option>
        ))}
      </SelectField>
    </>
  );
}
