import type { Share } from '@crossdesk/contracts/sharing.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { dayAndTime } from '../lib/format.ts';
import { refusalReason } from '../lib/problem-messages.ts';
import { IconButton } from '../ui/buttons.tsx';
import { DangerButton } from '../ui/danger-button.tsx';
import { IconClock, IconEdit, IconEyeOff, IconTrash } from '../ui/icons.ts';
import { Chip, DueChip } from '../ui/marks.tsx';
import { EditShare } from './edit-share.tsx';
import { LevelMark, LevelSelect, levelSummary } from './level.tsx';
import { NotifiedPeople } from './notified-people.tsx';
import { editShare, removeShare } from './share-actions.ts';

const ShareDetails = ({ share, isAnswering }: { share: Share; isAnswering: boolean }) => {
  const { t } = useTranslation('sharing');
  const names = useNames();
  return (
    <>
      <p className="faint">
        {t('share.by', { name: share.sharedBy.name, when: dayAndTime(share.createdAt) })}
        {share.expiresAt && ` · ${t('share.ends', { when: dayAndTime(share.expiresAt) })}`}
      </p>
      {share.reason && <p>{share.reason}</p>}
      <p className="share-marks">
        {share.agentIds && (
          <Chip>
            {t('share.narrowed', { names: share.agentIds.map((id) => names.agent(id) ?? `#${id}`).join(', ') })}
          </Chip>
        )}
        {share.isCustomerMasked && <Chip icon={<IconEyeOff aria-hidden />}>{t('share.masked')}</Chip>}
        {share.hiddenFields.length > 0 && <Chip>{t('share.hidden', { count: share.hiddenFields.length })}</Chip>}
        {share.question && share.doneAt === null && (
          <Chip tone="warn" icon={<IconClock aria-hidden />}>
            {t('share.owes')}
          </Chip>
        )}
        {share.question && share.doneAt === null && share.dueAt && <DueChip dueAt={share.dueAt} />}
      </p>
      {(share.responsibleId !== null || (share.question && share.dueAt)) && (
        <p className="faint">
          {[
            share.responsibleId !== null &&
              t('share.seesTo', { name: names.agent(share.responsibleId) ?? `#${share.responsibleId}` }),
            share.question && share.dueAt && t('share.by.time', { when: dayAndTime(share.dueAt) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      {share.question && !isAnswering && (
        <p className="share-question">{t('share.asked', { question: share.question })}</p>
      )}
      {share.doneAt && (
        <p className="share-question">
          {share.answer
            ? t('share.answered', { name: share.doneBy, answer: share.answer })
            : t('share.answeredEmpty', { name: share.doneBy })}
        </p>
      )}
    </>
  );
};

/** The confirmation before a share is removed (ZE-40). Escape cancels. */
const ConfirmRemoval = (props: { department: string; onCancel: () => void; onRemove: () => void }) => {
  const { t } = useTranslation('sharing');
  const { department } = props;
  return (
    <div
      className="share-confirm"
      role="alertdialog"
      aria-label={t('share.remove', { department })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        props.onCancel();
      }}
    >
      <p>{t('share.removeSure', { department })}</p>
      <div className="share-buttons">
        <Button size="xs" variant="default" autoFocus onClick={props.onCancel}>
          {t('share.keep')}
        </Button>
        <DangerButton size="xs" onClick={props.onRemove}>
          {t('share.unshare')}
        </DangerButton>
      </div>
    </div>
  );
};

/** A department the ticket is shared with. Removing it asks for confirmation (ZE-39, ZE-40). */
export const ShareRow = ({
  ticket,
  share,
  isOwner,
  isAnswering = false,
}: {
  ticket: Ticket;
  share: Share;
  isOwner: boolean;
  /** The question is shown with the answer field instead. */
  isAnswering?: boolean;
}) => {
  const { t } = useTranslation('sharing');
  const names = useNames();
  const [isConfirming, setConfirming] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const remove = useRef<HTMLButtonElement>(null);
  const department = names.department(share.departmentId) ?? `#${share.departmentId}`;
  const refusal = refusalReason(ticket.can, 'ticket.share');
  return (
    <div className="share-row">
      <div className="share-head">
        <strong className="cut grow">{department}</strong>
        {isOwner && refusal === null ? (
          <LevelSelect
            label={t('share.level', { department })}
            level={share.level}
            onPick={(level) =>
              void editShare(
                ticket.number,
                share.departmentId,
                { version: share.version, level },
                t('share.levelChanged', { department, level: t(`level.${level}`) }),
              )
            }
          />
        ) : (
          <LevelMark level={share.level} />
        )}
        {isOwner && (
          <IconButton
            ref={edit}
            label={t('share.edit', { department })}
            refusal={refusal}
            aria-expanded={isEditing}
            onClick={() => setEditing(!isEditing)}
          >
            <IconEdit aria-hidden />
          </IconButton>
        )}
        {isOwner && (
          <IconButton
            ref={remove}
            label={t('share.remove', { department })}
            refusal={refusal}
            onClick={() => setConfirming(true)}
          >
            <IconTrash aria-hidden />
          </IconButton>
        )}
      </div>
      {!isOwner && <p className="faint">{levelSummary(share.level, names.company)}</p>}
      <ShareDetails share={share} isAnswering={isAnswering} />
      {isOwner && <NotifiedPeople number={ticket.number} departmentId={share.departmentId} since={share.createdAt} />}
      {isEditing && (
        <EditShare
          number={ticket.number}
          share={share}
          onClose={() => {
            setEditing(false);
            edit.current?.focus();
          }}
        />
      )}
      {isConfirming && (
        <ConfirmRemoval
          department={department}
          onCancel={() => {
            setConfirming(false);
            remove.current?.focus();
          }}
          onRemove={() =>
            void removeShare(ticket.number, share.departmentId, share.version, t('share.removed', { department }))
          }
        />
      )}
    </div>
  );
};
