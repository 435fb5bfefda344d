/** Who came: heads by age and sex, a block for each role that was there. */
import { AGE_BANDS, ATTENDEE_ROLES, SEXES } from '@digitruck/contract/session-words';
import type { HeadCount } from '@digitruck/contract/sessions';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { sessionsText } from '../../shared/i18n/sessions.ts';

export function HeadsTable({ headCounts }: { readonly headCounts: readonly HeadCount[] }) {
  const t = useText(sessionsText);
  const format = useFormat();
  if (headCounts.length === 0) return <p className="muted">{t.nobody}</p>;
  const sum = (fits: (count: HeadCount) => boolean) =>
    headCounts.reduce((total, count) => total + (fits(count) ? count.count : 0), 0);
  const sexes = SEXES.filter((sex) => sum((count) => count.sex === sex) > 0);
  const roles = ATTENDEE_ROLES.filter((role) => sum((count) => count.role === role) > 0);
  const roleWords = { learner: t.learner, teacher: t.teacher, other: t.otherRole };
  const figure = (value: number) => (value === 0 ? '' : format.number(value));
  return (
    <table className="heads-table">
      <caption className="hidden-text">{t.whoCame}</caption>
      <thead>
        <tr>
          <th scope="col">{t.age}</th>
          {sexes.map((sex) => (
            <th key={sex} scope="col">
              {t[sex]}
            </th>
          ))}
          <th scope="col">{t.all}</th>
        </tr>
      </thead>
      {roles.map((role) => {
        const ofRole = (count: HeadCount) => count.role === role;
        const ages = AGE_BANDS.filter((age) => sum((count) => ofRole(count) && count.ageBand === age) > 0);
        return (
          <tbody key={role}>
            <tr className="heads-role">
              <th scope="rowgroup">{roleWords[role]}</th>
              {sexes.map((sex) => (
                <td key={sex}>{figure(sum((count) => ofRole(count) && count.sex === sex))}</td>
              ))}
              <td>{figure(sum(ofRole))}</td>
            </tr>
            {ages.map((age) => {
              const ofAge = (count: HeadCount) => ofRole(count) && count.ageBand === age;
              return (
                <tr key={age}>
                  <th scope="row">{age === 'unknown' ? t.unknown : age.replace('-', '–')}</th>
                  {sexes.map((sex) => (
                    <td key={sex}>{figure(sum((count) => ofAge(count) && count.sex === sex))}</td>
                  ))}
                  <td>{figure(sum(ofAge))}</td>
                </tr>
              );
            })}
          </tbody>
        );
      })}
      <tfoot>
        <tr className="heads-all">
          <th scope="row">{t.all}</th>
          {sexes.map((sex) => (
            <td key={sex}>{figure(sum((count) => count.sex === sex))}</td>
          ))}
          <td>{figure(sum(() => true))}</td>
        </tr>
      </tfoot>
    </table>
  );
}
