import '@fontsource-variable/inter/wght.css';
import './mantine.css';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/components.css';
import './shell.css';
import { MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useEffect, useMemo, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import { useTranslation } from 'react-i18next';
import { listenToShortcuts } from '../lib/actions.ts';
import { focusOpenedLayers, restoreFocusAfterLayers } from '../lib/focus.ts';
import { currentLocale, initI18n, setLanguage } from '../lib/i18n.ts';
import { preferences, subscribeToPreferences, useTheme } from '../lib/preferences.ts';
import { meQuery, queryClient } from '../lib/queries.ts';
import { listenToUpdates } from '../lib/update.ts';
import { Toasts } from '../ui/toasts.tsx';
import { router } from './router.tsx';
import { cssVariables, theme } from './theme.ts';

const App = () => {
  const colorScheme = useTheme();
  const { t } = useTranslation();
  const close = t('dismiss');
  const localizedTheme = useMemo(
    () =>
      mergeThemeOverrides(theme, {
        components: { Modal: { defaultProps: { closeButtonProps: { 'aria-label': close } } } },
      }),
    [close],
  );
  useEffect(() => {
    document.documentElement.dataset.theme = colorScheme;
  }, [colorScheme]);
  useEffect(listenToShortcuts, []);
  useEffect(listenToUpdates, []);
  // The language may be changed in another tab.
  useEffect(
    () =>
      subscribeToPreferences(() => {
        const { locale } = preferences();
        if (locale !== null && locale !== currentLocale()) void setLanguage(locale);
      }),
    [],
  );
  const layers = useRef<HTMLElement>(null);
  useEffect(() => (layers.current ? restoreFocusAfterLayers(layers.current) : undefined), []);
  useEffect(() => (layers.current ? focusOpenedLayers(layers.current) : undefined), []);
  return (
    <MantineProvider theme={localizedTheme} cssVariablesResolver={cssVariables} forceColorScheme={colorScheme}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <section id="layers" ref={layers} aria-label={t('layers')} />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
};

/** The account's language; null on the pages without a session. */
const accountLocale = async () => {
  if (/^\/(sign-in|setup|choose-password)\b/.test(location.pathname)) return null;
  const me = await queryClient.fetchQuery({ ...meQuery, retry: false }).catch(() => null);
  return me?.locale ?? null;
};

const root = document.getElementById('root');
if (root) {
  void initI18n(accountLocale).then(() =>
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
}
