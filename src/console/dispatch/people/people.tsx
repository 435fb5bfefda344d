/** Who may do what: people and keys for administrators, the audit log for engineers too. */
import './people.css';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { useText } from '../../shared/i18n/language.tsx';
import { peopleText } from '../../shared/i18n/people.ts';
import { useMay } from '../../shared/me.ts';
import { EmptyState } from '../../shared/ui/states.tsx';
import { type Tab, Tabs } from '../../shared/ui/tabs.tsx';
import { AuditTab } from './audit-tab.tsx';
import { KeysTab } from './keys-tab.tsx';
import { PeopleTab } from './people-tab.tsx';

export default function People() {
  const t = useText(peopleText);
  const isAdmin = useMay('admin');
  const mayAudit = useMay('engineer');
  const [search, setSearch] = useSearchParams();
  const tab = (key: string, label: string, content: ReactNode): Tab => ({ key, label, content });
  const tabs = [
    ...(isAdmin ? [tab('people', t.people, <PeopleTab />), tab('keys', t.keys, <KeysTab />)] : []),
    ...(mayAudit ? [tab('audit', t.audit, <AuditTab />)] : []),
  ];
  const chosen = tabs.find(({ key }) => key === search.get('tab')) ?? tabs[0];
  return (
    <div className="page">
      <h1>{mayAudit && !isAdmin ? t.audit : t.title}</h1>
      {chosen === undefined ? (
        <>
          <h2 className="hidden-text">{t.title}</h2>
          <EmptyState title={t.notYours} why={t.notYoursWhy} />
        </>
      ) : (
        <Tabs
          label={t.title}
          tabs={tabs}
          value={chosen.key}
          onChange={(key) => setSearch(key === tabs[0]?.key ? {} : { tab: key }, { replace: true })}
        />
      )}
    </div>
  );
}
