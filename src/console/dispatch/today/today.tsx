/** Today: to be filled. */
import { useText } from '../../shared/i18n/language.tsx';
import { shellText } from '../../shared/i18n/shell.ts';

export default function Today() {
  const t = useText(shellText);
  return (
    <div className="page">
      <h1>{t.today}</h1>
    </div>
  );
}
