/** A screen that breaks leaves the frame standing: the others still work. Also catches a chunk that is gone after an update. */
import { Component, type ReactNode } from 'react';
import { useText } from '../shared/i18n/language.tsx';
import { shellText } from '../shared/i18n/shell.ts';
import { Button } from '../shared/ui/button.tsx';

export class ScreenBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const t = useText(shellText);
  return (
    <div className="page">
      <div className="error-state" role="alert">
        <h3>{t.broken}</h3>
        <p className="muted">{t.brokenWhy}</p>
        <Button kind="primary" onClick={() => window.location.reload()}>
          {t.reload}
        </Button>
      </div>
    </div>
  );
}
