/** Head counts: a line a role and age band, women and men with large − and +; last class's split and the sensor's number at one tap. */
import {
  AGE_BANDS,
  type AgeBand,
  ATTENDEE_ROLES,
  type AttendeeRole,
  SEXES,
} from '@digitruck/contract/session-words';
import { useState } from 'react';
import { fill, usePage } from '../context.tsx';
import { headsOf, type Line, NOBODY, scaledTo, totalOf, withCount } from '../heads.ts';
import { Chip, Counter, Icon, Section } from './basics.tsx';

const USUAL = ['female', 'male'] as const;
const FURTHER = SEXES.filter((sex) => sex !== 'female' && sex !== 'male');

export function HeadsForm(props: {
  readonly lines: readonly Line[];
  readonly from: string;
  readonly last: readonly Line[] | undefined;
  readonly sensor: number | undefined;
  readonly onChange: (lines: Line[]) => void;
}) {
  const { t, format } = usePage();
  const { lines, last, sensor, onChange } = props;
  const total = totalOf(lines);
  const put = (at: number, line: Line) => onChange(lines.map((each, index) => (index === at ? line : each)));
  const others = AGE_BANDS.filter(
    (age) => !lines.some((line) => line.role === 'learner' && line.ageBand === age),
  );
  return (
    <Section title={t.heads} aside={<output className="total">{format.number(total)}</output>}>
      {props.from === '' ? null : <p className="quiet">{props.from}</p>}
      {last === undefined && (sensor === undefined || sensor === total) ? null : (
        <div className="chips">
          {last === undefined ? null : (
            <Chip on={false} onToggle={() => onChange([...last])}>
              {t.sameAsLast} · {format.number(totalOf(last))}
            </Chip>
          )}
          {sensor === undefined || sensor === total ? null : (
            <Chip
              on={false}
              onToggle={() =>
                onChange(
                  total > 0 ? scaledTo(lines, sensor) : [withCount(lines[0] ?? NOBODY, 'unknown', sensor)],
                )
              }
            >
              {fill(t.sensorSays, format.number(sensor))}
            </Chip>
          )}
        </div>
      )}
      {lines.map((line, at) => (
        <LineForm
          key={`${line.role} ${line.ageBand} ${lines.length}`}
          line={line}
          onChange={(changed) => put(at, changed)}
          onRemove={lines.length > 1 ? () => onChange(lines.filter((_, index) => index !== at)) : undefined}
        />
      ))}
      <button
        type="button"
        className="link"
        onClick={() => {
          const ageBand = others[0];
          onChange([
            ...lines,
            ageBand === undefined ? { ...NOBODY, role: 'teacher', ageBand: '25-34' } : { ...NOBODY, ageBand },
          ]);
        }}
      >
        <Icon name="plus" /> {t.addGroup}
      </button>
    </Section>
  );
}

function LineForm(props: {
  readonly line: Line;
  readonly onChange: (line: Line) => void;
  readonly onRemove: (() => void) | undefined;
}) {
  const { t } = usePage();
  const { line, onChange, onRemove } = props;
  const [further, setFurther] = useState(FURTHER.some((sex) => line[sex] > 0));
  return (
    <fieldset className="line">
      <legend className="unseen">
        {t.roles[line.role]}, {line.ageBand === 'unknown' ? t.ageUnknown : line.ageBand}
      </legend>
      <div className="picks">
        <label>
          <span className="unseen">{t.role}</span>
          <select
            value={line.role}
            onChange={(event) => onChange({ ...line, role: event.currentTarget.value as AttendeeRole })}
          >
            {ATTENDEE_ROLES.map((role) => (
              <option key={role} value={role}>
                {t.roles[role]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="unseen">{t.age}</span>
          <select
            value={line.ageBand}
            onChange={(event) => onChange({ ...line, ageBand: event.currentTarget.value as AgeBand })}
          >
            {AGE_BANDS.map((age) => (
              <option key={age} value={age}>
                {age === 'unknown' ? t.ageUnknown : age}
              </option>
            ))}
          </select>
        </label>
        {onRemove === undefined ? (
          <output className="sum">{headsOf(line)}</output>
        ) : (
          <button type="button" className="round" aria-label={t.removeGroup} onClick={onRemove}>
            <Icon name="close" />
          </button>
        )}
      </div>
      {USUAL.map((sex) => (
        <Counter
          key={sex}
          label={t.sexes[sex]}
          value={line[sex]}
          onChange={(count) => onChange(withCount(line, sex, count))}
        />
      ))}
      {further ? (
        FURTHER.map((sex) => (
          <Counter
            key={sex}
            label={t.sexes[sex]}
            value={line[sex]}
            onChange={(count) => onChange(withCount(line, sex, count))}
          />
        ))
      ) : (
        <button type="button" className="link" onClick={() => setFurther(true)}>
          {t.moreSexes}
        </button>
      )}
    </fieldset>
  );
}
