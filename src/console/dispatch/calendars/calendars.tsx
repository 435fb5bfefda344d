/** Days and who sees them: links to calendars, public holidays, maintenance of trucks. */
import './calendars.css';
import { useSearchParams } from 'wouter';
import { calendarsText } from '../../shared/i18n/calendars.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { HolidaysTab } from './holidays-tab.tsx';
import { LinksTab } from './links-tab.tsx';
import { MaintenanceTab } from './maintenance-tab.tsx';

export default function Calendars() {
  const t = useText(calendarsText);
  const [search, setSearch] = useSearchParams();
  const tabs = [
    { key: 'links', label: t.links, content: <LinksTab /> },
    { key: 'holidays', label: t.holidays, content: <HolidaysTab /> },
    { key: 'maintenance', label: t.maintenance, content: <MaintenanceTab /> },
  ];
  const chosen = tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'links';
  return (
    <div className="page">
      <h1>{t.title}</h1>
      <Tabs
        label={t.parts}
        tabs={tabs}
        value={chosen}
        onChange={(key) => setSearch({ tab: key }, { replace: true })}
      />
    </div>
  );
}
