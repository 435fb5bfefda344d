/** The battery in classes. What is old says so and is grey; what the display shows can be typed in, and all is told anew from that. */
import { type FormEvent, useEffect, useState } from 'react';
import type { BatteryTold } from '../battery.ts';
import { fill, useModel, useNowMs, usePage } from '../context.tsx';
import { Section } from './basics.tsx';

/** From here on a charge says little of now. */
const OLD_MS = 3 * 3_600_000;
const MINUTE_MS = 60_000;
type Tell = typeof import('../battery.ts').batteryTold;

export function BatteryCard() {
  const { t, format, model } = usePage();
  const { pack, reading } = useModel();
  const minute = Math.floor(useNowMs() / MINUTE_MS);
  const [tell, setTell] = useState<{ readonly with: Tell }>();
  const [asking, setAsking] = useState(false);
  // The physics is a chunk of its own, which the page does not wait for.
  useEffect(() => {
    import('../battery.ts').then(
      ({ batteryTold }) => setTell({ with: batteryTold }),
      () => {},
    );
  }, []);
  const nowMs = minute * MINUTE_MS;
  const [told, setTold] = useState<BatteryTold>();
  useEffect(() => {
    setTold(pack && tell ? tell.with(pack, nowMs, reading) : undefined);
  }, [pack, tell, reading, nowMs]);
  if (pack === undefined) return null;
  const known = told?.from ?? reading ?? pack.energy.charge ?? undefined;
  const ageMs = known === undefined ? 0 : Math.max(0, nowMs - Date.parse(known.at));
  const old = ageMs > OLD_MS;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const socPct = Number(new FormData(event.currentTarget).get('soc'));
    if (!(socPct >= 0 && socPct <= 100)) return;
    setAsking(false);
    void model.saidCharge(socPct);
  };
  return (
    <Section
      title={t.battery}
      aside={
        known === undefined ? null : (
          <span className={old ? 'aside old' : 'aside'}>
            {old
              ? fill(t.stale, format.age(ageMs))
              : fill(t.chargeAt, format.percent(known.socPct), format.time(known.at))}
          </span>
        )
      }
    >
      {told === undefined ? (
        <p className="quiet">
          {t.batteryUnknown}. {tell === undefined ? '' : t.batteryUnknownWhy}
        </p>
      ) : (
        <Classes told={told} old={old} />
      )}
      {asking ? (
        <form className="inline" onSubmit={submit}>
          <label>
            {t.readItLabel}
            <input name="soc" inputMode="numeric" pattern="[0-9]{1,3}" required maxLength={3} />
          </label>
          <button type="submit">{t.done}</button>
        </form>
      ) : (
        <button type="button" className="link" onClick={() => setAsking(true)}>
          {t.readIt}
        </button>
      )}
    </Section>
  );
}

function Classes({ told, old }: { readonly told: BatteryTold; readonly old: boolean }) {
  const { t, format } = usePage();
  const [today, tomorrow] = told.days;
  if (today === undefined) return null;
  const { planned, over, coveredP10, coveredP50, coveredP10AfterShedding } = today.classes;
  const n = format.number;
  const tone = planned === 0 || coveredP10 >= planned ? 'good' : coveredP50 >= planned ? 'warn' : 'danger';
  const helps = coveredP10AfterShedding > coveredP10 && today.shed.length > 0;
  return (
    <div className={old ? 'energy stale' : `energy ${tone}`}>
      {planned > over ? (
        <>
          <p className="big">
            {coveredP10 >= planned
              ? format.plural(planned, t.coveredAll)
              : fill(t.coveredSome, n(coveredP10), n(planned))}
          </p>
          <div className="cells" aria-hidden="true">
            {Array.from({ length: planned }, (_, at) => (
              <i
                key={String(at)}
                className={at < over ? 'over' : at < coveredP10 ? 'safe' : at < coveredP50 ? 'usual' : 'not'}
              />
            ))}
          </div>
          <p className="quiet">
            {coveredP10 < planned && coveredP50 > coveredP10
              ? `${fill(t.coveredUsually, n(coveredP50))} · `
              : ''}
            {format.plural(planned - over, t.classesLeft)}
          </p>
        </>
      ) : (
        <p className={planned > 0 ? 'big' : ''}>{planned > 0 ? t.noMoreToday : t.noClasses}</p>
      )}
      {helps ? (
        <p className="advice">
          {fill(t.switchOff, format.list(today.shed.map(({ kind }) => t.loads[kind])))},{' '}
          {fill(t.thenSafe, n(coveredP10AfterShedding), n(planned))}
        </p>
      ) : null}
      {planned - over === 0 && tomorrow !== undefined && tomorrow.classes.planned > 0 ? (
        <p className="quiet">
          {fill(t.tomorrowSafe, n(tomorrow.classes.coveredP10), n(tomorrow.classes.planned))}
        </p>
      ) : null}
    </div>
  );
}
