import type { DepartmentMailbox } from '@crossdesk/contracts/email.ts';
import type { ConnectionProblem } from '@crossdesk/contracts/mail-servers.ts';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconAlertTriangle, IconEdit, IconMail, IconPlus } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { Time } from '../ui/time.tsx';
import { QueryContent, SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { ConnectionMessage, MailboxDialog, openConsentPage } from './mailbox-form.tsx';

/** What an OAuth provider passed to this page after consent; removed from the address. */
function takeConsentAnswer(): { state: string; code?: string } | null {
  const parameters = new URLSearchParams(location.search);
  const state = parameters.get('state');
  if (!state) return null;
  history.replaceState(history.state, '', location.pathname);
  const code = parameters.get('code');
  return { state, ...(code ? { code } : {}) };
}

/** Finishes a consent that the provider sent back to this page. */
function useConsentAnswer() {
  const { t } = useSettingsTranslation();
  useEffect(() => {
    const answer = takeConsentAnswer();
    if (!answer) return;
    void call('completeConsent', { body: answer })
      .then(({ problem }) => {
        toast(
          problem
            ? { tone: 'bad', text: t(`mailbox.error.${problem.code}`), detail: problem.detail ?? undefined }
            : { tone: 'good', text: t('mailbox.oauth.done') },
        );
        return queryClient.invalidateQueries({ queryKey: ['mailboxes'] });
      })
      .catch(showProblem);
  }, [t]);
}

const consentProblems = { consent_needed: 'consent_needed', revoked: 'access_revoked', connected: null } as const;

/** The problems of a mailbox that someone has to solve, each once. */
function problemsOf({ pollError, sentCopyError, oauth }: DepartmentMailbox): ConnectionProblem[] {
  const consent = oauth && consentProblems[oauth.state];
  const found = [consent && { code: consent, detail: null }, pollError, sentCopyError].filter((one) => one !== null);
  return [...new Map(found.map((one) => [one.code, one])).values()];
}

/** The company's mailboxes: mail to them becomes tickets, and replies are sent from them. */
export const Mailboxes = () => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const query = useQuery({ queryKey: ['mailboxes'], queryFn: ({ signal }) => call('listMailboxes', { signal }) });
  useConsentAnswer();
  const [editedMailbox, setEditedMailbox] = useState<DepartmentMailbox | 'new' | null>(null);
  const isEdited = ({ id }: DepartmentMailbox) => editedMailbox !== 'new' && editedMailbox?.id === id;
  return (
    <SettingsFrame
      title={t('page.mailboxes')}
      note={t('note.mailboxes')}
      action={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setEditedMailbox('new')}>
          {t('mailbox.add')}
        </Button>
      }
    >
      <QueryContent query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <SettingsEmpty>{t('mailbox.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">
              {items.map((mailbox) => (
                <li key={mailbox.id} className="settings-row" data-off={!mailbox.isActive || undefined}>
                  <IconMail size={18} aria-hidden className="faint" />
                  <span className="grow">
                    <span className="settings-name cut">{mailbox.address}</span>
                    <span className="faint">
                      {mailbox.name} · {names.department(mailbox.departmentId)}
                      {mailbox.imap && ` · ${mailbox.imap.host}`}
                      {mailbox.polledAt && (
                        <>
                          {' · '}
                          <Time at={mailbox.polledAt} />
                        </>
                      )}
                    </span>
                    {problemsOf(mailbox).map((problem) => (
                      <span key={problem.code} className="settings-problem">
                        <ConnectionMessage problem={problem} />
                      </span>
                    ))}
                  </span>
                  {problemsOf(mailbox).length > 0 && (
                    <Chip tone="bad" icon={<IconAlertTriangle />}>
                      {t('mailbox.trouble')}
                    </Chip>
                  )}
                  {mailbox.oauth && mailbox.oauth.state !== 'connected' && (
                    <Button
                      variant="default"
                      size="xs"
                      onClick={() => void openConsentPage(mailbox.id).catch(showProblem)}
                    >
                      {t(mailbox.oauth.state === 'revoked' ? 'mailbox.oauth.again' : 'mailbox.oauth.first')}
                    </Button>
                  )}
                  {!mailbox.isActive && <Chip>{t('off')}</Chip>}
                  <IconButton label={t('edit', { name: mailbox.address })} onClick={() => setEditedMailbox(mailbox)}>
                    <IconEdit />
                  </IconButton>
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
      {editedMailbox && (
        <MailboxDialog
          mailbox={editedMailbox === 'new' ? null : (query.data?.items.find(isEdited) ?? editedMailbox)}
          onClose={() => setEditedMailbox(null)}
        />
      )}
    </SettingsFrame>
  );
};
