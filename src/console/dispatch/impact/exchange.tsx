/** What goes out to others: closed periods with their files, DHIS2, Giga and IATI. */

import { impactText } from '../../shared/i18n/impact.ts';
import { useText } from '../../shared/i18n/language.tsx';

export function ExchangeScreen() {
  const t = useText(impactText);
  return (
    <div className="page stack">
      <h1>{t.exchange}</h1>
    </div>
  );
}
