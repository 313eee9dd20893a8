/**
 * The catalogues. Each line is a module: one file per language, loaded on demand. To add a module,
 * add its two files to the folder of the catalogue and one line here; keys and languages are
 * checked by type. All files of a catalogue are built into one file per language (`vite.config.ts`)
 * and loaded together.
 */
export const catalogues = {
  /** Loaded before the first paint. */
  desk: [
    { en: () => import('./desk/common-en.ts'), ja: () => import('./desk/common-ja.ts') },
    { en: () => import('./desk/shell-en.ts'), ja: () => import('./desk/shell-ja.ts') },
    { en: () => import('./desk/availability-en.ts'), ja: () => import('./desk/availability-ja.ts') },
    { en: () => import('./desk/sign-in-en.ts'), ja: () => import('./desk/sign-in-ja.ts') },
    { en: () => import('./desk/tickets-en.ts'), ja: () => import('./desk/tickets-ja.ts') },
    { en: () => import('./desk/ticket-list-en.ts'), ja: () => import('./desk/ticket-list-ja.ts') },
    { en: () => import('./desk/new-ticket-en.ts'), ja: () => import('./desk/new-ticket-ja.ts') },
    { en: () => import('./desk/conversation-en.ts'), ja: () => import('./desk/conversation-ja.ts') },
    { en: () => import('./desk/composer-en.ts'), ja: () => import('./desk/composer-ja.ts') },
    { en: () => import('./desk/contacts-en.ts'), ja: () => import('./desk/contacts-ja.ts') },
    { en: () => import('./desk/search-en.ts'), ja: () => import('./desk/search-ja.ts') },
    { en: () => import('./desk/views-en.ts'), ja: () => import('./desk/views-ja.ts') },
    { en: () => import('./desk/sharing-en.ts'), ja: () => import('./desk/sharing-ja.ts') },
    { en: () => import('./desk/transfer-en.ts'), ja: () => import('./desk/transfer-ja.ts') },
    { en: () => import('./desk/sla-en.ts'), ja: () => import('./desk/sla-ja.ts') },
    { en: () => import('./desk/notifications-en.ts'), ja: () => import('./desk/notifications-ja.ts') },
    { en: () => import('./desk/problems-en.ts'), ja: () => import('./desk/problems-ja.ts') },
  ],
  /** Loaded with the editor. */
  editor: [{ en: () => import('./editor/editor-en.ts'), ja: () => import('./editor/editor-ja.ts') }],
  /** Loaded with the sharing panels. */
  sharing: [{ en: () => import('./sharing/share-panel-en.ts'), ja: () => import('./sharing/share-panel-ja.ts') }],
  /** Loaded with the availability menu. */
  availability: [
    {
      en: () => import('./availability/availability-menu-en.ts'),
      ja: () => import('./availability/availability-menu-ja.ts'),
    },
  ],
  /** Loaded with the transfer dialogs, which also need that of the holders. */
  transfer: [
    { en: () => import('./transfer/transfer-dialog-en.ts'), ja: () => import('./transfer/transfer-dialog-ja.ts') },
  ],
  /** Loaded with the line of holders and "Why me?". */
  holders: [
    { en: () => import('./transfer/holders-en.ts'), ja: () => import('./transfer/holders-ja.ts') },
    { en: () => import('./transfer/candidates-en.ts'), ja: () => import('./transfer/candidates-ja.ts') },
  ],
  /** Loaded with the panel of batches. */
  batches: [{ en: () => import('./batches/batch-panel-en.ts'), ja: () => import('./batches/batch-panel-ja.ts') }],
  /** Loaded with the promised times of a ticket. */
  sla: [{ en: () => import('./sla/times-en.ts'), ja: () => import('./sla/times-ja.ts') }],
  /** Loaded with the team board. */
  team: [{ en: () => import('./team/team-board-en.ts'), ja: () => import('./team/team-board-ja.ts') }],
  /** Loaded with the form for custom views. */
  views: [{ en: () => import('./views/view-builder-en.ts'), ja: () => import('./views/view-builder-ja.ts') }],
  /** Loaded with the settings. */
  settings: [
    { en: () => import('./settings/settings-en.ts'), ja: () => import('./settings/settings-ja.ts') },
    { en: () => import('./settings/me-en.ts'), ja: () => import('./settings/me-ja.ts') },
    { en: () => import('./settings/api-keys-en.ts'), ja: () => import('./settings/api-keys-ja.ts') },
    { en: () => import('./settings/company-en.ts'), ja: () => import('./settings/company-ja.ts') },
    { en: () => import('./settings/departments-en.ts'), ja: () => import('./settings/departments-ja.ts') },
    { en: () => import('./settings/routing-en.ts'), ja: () => import('./settings/routing-ja.ts') },
    { en: () => import('./settings/assignment-en.ts'), ja: () => import('./settings/assignment-ja.ts') },
    { en: () => import('./settings/sla-en.ts'), ja: () => import('./settings/sla-ja.ts') },
    { en: () => import('./settings/people-en.ts'), ja: () => import('./settings/people-ja.ts') },
    { en: () => import('./settings/profiles-en.ts'), ja: () => import('./settings/profiles-ja.ts') },
    { en: () => import('./settings/forms-en.ts'), ja: () => import('./settings/forms-ja.ts') },
    { en: () => import('./settings/closing-en.ts'), ja: () => import('./settings/closing-ja.ts') },
    { en: () => import('./settings/choices-en.ts'), ja: () => import('./settings/choices-ja.ts') },
    { en: () => import('./settings/availability-en.ts'), ja: () => import('./settings/availability-ja.ts') },
    { en: () => import('./settings/shared-views-en.ts'), ja: () => import('./settings/shared-views-ja.ts') },
    { en: () => import('./settings/mail-en.ts'), ja: () => import('./settings/mail-ja.ts') },
    { en: () => import('./settings/background-en.ts'), ja: () => import('./settings/background-ja.ts') },
    { en: () => import('./settings/canned-replies-en.ts'), ja: () => import('./settings/canned-replies-ja.ts') },
    { en: () => import('./settings/notifications-en.ts'), ja: () => import('./settings/notifications-ja.ts') },
  ],
  /** Loaded with the pages before sign-in. */
  signedOut: [
    { en: () => import('./signed-out/sign-in-pages-en.ts'), ja: () => import('./signed-out/sign-in-pages-ja.ts') },
    { en: () => import('./signed-out/set-up-en.ts'), ja: () => import('./signed-out/set-up-ja.ts') },
  ],
} as const;
