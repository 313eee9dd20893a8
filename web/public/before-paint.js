// Runs before the first paint, as a file of its own because the content security policy allows no inline script:
// the chosen theme and language are on the page before anything is drawn.
(() => {
  let chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem('crossdesk.preferences') ?? '{}');
  } catch {
    // A browser without storage, or a damaged entry: the defaults stand.
  }
  const isDark =
    chosen.theme === 'dark' || (chosen.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light';
  document.documentElement.lang =
    chosen.locale ?? chosen.accountLocale ?? (navigator.language.startsWith('ja') ? 'ja' : 'en');
})();
