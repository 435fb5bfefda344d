/** What a report was before: each version with who made it, and what it says otherwise. */
import type { Session, SessionBody, SessionVersion } from '@digitruck/contract/sessions';
import { failureOf } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { evidenceText } from '../../shared/i18n/session-evidence.ts';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { Card } from '../../shared/ui/card.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { useVersions } from './queries.ts';
import { type ChangedField, changedFields, headsOf } from './what-changed.ts';

export function Versions({ session }: { readonly session: Session }) {
  const t = useText(sessionsText);
  const versions = useVersions(session.sessionId, session.version);
  return (
    <Card title={t.versions}>
      {versions.data === undefined ? (
        versions.isError ? (
          <ErrorState
            failure={failureOf(versions.error)}
            onRetry={() => versions.refetch()}
            retrying={versions.isFetching}
          />
        ) : (
          <Skeleton lines={2} />
        )
      ) : (
        <ol className="session-versions" reversed>
          {versions.data.map((version, index) => (
            <li key={version.version}>
              <Version version={version} before={versions.data[index + 1]?.report} />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function Version(props: { readonly version: SessionVersion; readonly before: SessionBody | undefined }) {
  const t = useText(sessionsText);
  const format = useFormat();
  const words = useText(evidenceText);
  const { version, before } = props;
  const { report, madeAt, madeBy, via } = version;
  const who = [format.dateTime(madeAt), madeBy, version.reason === '' ? t[via] : words.corrected]
    .filter((part) => part !== '')
    .join(' · ');
  const changed = before === undefined ? [] : changedFields(before, report);
  return (
    <>
      <p>
        <strong>{t.version(format.number(version.version))}</strong>{' '}
        <span className="small muted">{who}</span>
      </p>
      {version.reason === '' ? null : <p className="small">{words.correctedBecause(version.reason)}</p>}
      {before === undefined ? (
        <p className="small">{t.firstVersion}</p>
      ) : changed.length === 0 ? (
        <p className="small">{t.noChange}</p>
      ) : (
        <ul className="session-list small">
          {changed.map((field) => (
            <li key={field}>
              <Change field={field} before={before} after={report} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Change(props: {
  readonly field: ChangedField;
  readonly before: SessionBody;
  readonly after: SessionBody;
}) {
  const t = useText(sessionsText);
  const format = useFormat();
  const { field, before, after } = props;
  const name = t[`f_${field}`];
  const said = (report: SessionBody): string | undefined => {
    switch (field) {
      case 'state':
        return t[report.state];
      case 'startedAt':
      case 'endedAt':
      case 'plannedStartsAt':
        return report[field] === null ? t.nothing : format.dateTime(report[field]);
      case 'headCounts':
        return format.number(headsOf(report));
      case 'walkIns':
      case 'waiting':
        return format.number(report[field]);
      case 'topics':
        return report.topics.length === 0 ? t.nothing : format.list(report.topics);
      case 'problems':
        return report.problems.length === 0
          ? t.nothing
          : format.list(report.problems.map(({ kind }) => t[`p_${kind}`]));
      case 'notes':
        return report.notes === '' ? t.nothing : `“${report.notes}”`;
      default:
        return undefined;
    }
  };
  const [was, is] = [said(before), said(after)];
  return was === undefined || is === undefined || was === is ? t.changeOnly(name) : t.change(name, was, is);
}
