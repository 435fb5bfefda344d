/** Where the browser starts: the providers every screen relies on, then the app. */
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../shared/ui/tokens.css';
import '../shared/ui/base.css';
import '../shared/ui/components.css';
import './shell.css';
import { LanguageProvider } from '../shared/i18n/language.tsx';
import { makeQueryClient } from '../shared/query.ts';
import { AnnouncerProvider } from '../shared/ui/announcer.tsx';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={makeQueryClient()}>
      <LanguageProvider>
        <AnnouncerProvider>
          <App />
        </AnnouncerProvider>
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
