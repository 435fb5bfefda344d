/** Who: people by age and sex with their sums, and by role. Each number opens to its classes, with all that is chosen kept. */
import type { Impact } from '@digitruck/contract/impact';
import type { Measure } from '@digitruck/contract/impact-words';
import { AGE_BANDS, ATTENDEE_ROLES, SEXES } from '@digitruck/contract/session-words';
import { impactText } from '../../shared/i18n/impact.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { capital, Opens } from './figure.tsx';
import { useGroupLabel } from './labels.ts';
import { type Opened, pathOf } from './opened.ts';

const ALL = 'all';
type Category = Impact['categories'][number];
type Of = Partial<Pick<Category, 'sex' | 'ageBand' | 'role'>>;
const MEASURE: Measure = 'people';

export function Who({
  answer,
  onOpen,
}: {
  readonly answer: Impact;
  readonly onOpen: (opened: Opened) => void;
}) {
  const t = useText(impactText);
  const format = useFormat();
  const label = useGroupLabel();
  const peopleOf = (of: Of) =>
    answer.categories
      .filter((line) => Object.entries(of).every(([name, value]) => line[name as keyof Of] === value))
      .reduce((sum, { people }) => sum + people, 0);
  const sexes = SEXES.filter((sex) => peopleOf({ sex }) > 0);
  const ages = AGE_BANDS.filter((ageBand) => peopleOf({ ageBand }) > 0);
  const roles = ATTENDEE_ROLES.filter((role) => peopleOf({ role }) > 0);
  const number = (of: Of) => {
    const text = format.number(peopleOf(of));
    const words = Object.entries(of).map(([group, key]) => label(group as keyof Of, key));
    const title = [`${text} ${t.people}`, ...words].join(', ');
    const definition = answer.definitions.find(({ id }) => id === MEASURE);
    return (
      <Opens
        label={title}
        onOpen={() => onOpen({ title, path: pathOf(answer, { ...of, measure: MEASURE }), definition })}
      >
        {text}
      </Opens>
    );
  };
  const ofAge = (age: (typeof ages)[number] | typeof ALL): Of => (age === ALL ? {} : { ageBand: age });
  return (
    <Card title={t.who} flush className="impact-who">
      {ages.length === 0 ? (
        <p className="muted impact-note">{t.nobody}</p>
      ) : (
        <>
          <DataTable
            caption={t.who}
            rows={[...ages, ALL] as const}
            rowKey={(age) => age}
            rowClass={(age) => (age === ALL ? 'impact-sum' : undefined)}
            columns={[
              {
                key: 'age',
                header: t.ageBand,
                cell: (age) => (age === ALL ? t.together : label('ageBand', age)),
                primary: true,
              },
              ...sexes.map((sex) => ({
                key: sex,
                header: capital(label('sex', sex), format.locale),
                align: 'end' as const,
                cell: (age: (typeof ages)[number] | typeof ALL) => number({ sex, ...ofAge(age) }),
              })),
              {
                key: ALL,
                header: t.together,
                align: 'end' as const,
                cell: (age: (typeof ages)[number] | typeof ALL) => number(ofAge(age)),
              },
            ]}
          />
          <ul className="impact-roles">
            {roles.map((role) => (
              <li key={role}>
                {capital(label('role', role), format.locale)}: {number({ role })}
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
