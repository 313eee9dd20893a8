import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemMessage, showProblem } from '../lib/problem-messages.ts';
import { toast } from '../lib/toast.ts';
import { DangerButton } from '../ui/danger-button.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { FormError, Skeleton } from '../ui/states.tsx';
import { Builder } from './builder.tsx';
import { customViewsQuery, deleteView } from './view-actions.ts';

/** A task for the dialog. `viewId` is null for a new view. */
export type ViewTask = { act: 'new' | 'edit' | 'copy' | 'delete'; viewId: number | null };

/** Asks for confirmation before unsaved changes are lost, also when the page is left. */
const useLeaveConfirmation = (onClose: () => void) => {
  const [isDirty, setDirty] = useState(false);
  const [isConfirming, setAsking] = useState(false);
  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isDirty]);
  return {
    isConfirming,
    leave: () => (isDirty ? setAsking(true) : onClose()),
    stay: () => setAsking(false),
    onDirtyChange: useCallback((is: boolean) => setDirty(is), []),
  };
};

const LeaveConfirmation = ({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) => {
  const { t } = useTranslation('views');
  return (
    <Modal opened onClose={onStay} title={t('builder.leave')} size="sm">
      <p>{t('builder.leaveSure')}</p>
      <div className="form-foot" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
        <Button variant="subtle" color="gray" onClick={onLeave}>
          {t('builder.leaveDo')}
        </Button>
        <Button data-autofocus onClick={onStay}>
          {t('builder.leaveNot')}
        </Button>
      </div>
    </Modal>
  );
};

/**
 * Dialog to create, edit or delete a view, which is loaded first. `isStaying`: does not navigate to
 * the view afterwards.
 */
export const ViewDialog = ({
  work,
  onClose,
  isStaying = false,
}: {
  work: ViewTask;
  onClose: () => void;
  isStaying?: boolean;
}) => {
  const { t } = useTranslation('views');
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const leaving = useLeaveConfirmation(onClose);
  const { data, error, isFetchedAfterMount } = useQuery({ ...customViewsQuery, enabled: work.viewId !== null });
  const view = isFetchedAfterMount ? data?.items.find((one) => one.id === work.viewId) : undefined;
  const isGone = isFetchedAfterMount && work.viewId !== null && !view;
  if (work.act === 'delete') {
    const name = view?.name ?? '';
    const remove = async () => {
      if (!view) return;
      setBusy(true);
      try {
        await deleteView(view);
        toast({ tone: 'good', text: t('builder.deleted', { name }) });
        if (!isStaying) void navigate({ to: '/tickets/$view', params: { view: 'assigned' } });
        onClose();
      } catch (problem) {
        showProblem(problem);
        setBusy(false);
      }
    };
    return (
      <Modal opened onClose={onClose} title={t('builder.delete', { name })}>
        <p>{t('builder.deleteSure')}</p>
        <div className="form-foot" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {t('cancel')}
          </Button>
          <DangerButton loading={isBusy} disabled={!view} onClick={() => void remove()}>
            {t('builder.deleteDo')}
          </DangerButton>
        </div>
      </Modal>
    );
  }
  return (
    <Sheet isOpen onClose={leaving.leave} size={760} title={t(work.act === 'edit' ? 'builder.edit' : 'builder.new')}>
      {error && <FormError>{problemMessage(error)}</FormError>}
      {isGone && !error && <FormError>{t('view.gone')}</FormError>}
      {work.viewId !== null && !isFetchedAfterMount && <Skeleton width="50%" />}
      {(work.viewId === null || view) && (
        <Builder
          view={view ?? null}
          isCopy={work.act === 'copy'}
          onCancel={leaving.leave}
          onDirtyChange={leaving.onDirtyChange}
          onSaved={(kept) => {
            onClose();
            if (!isStaying) void navigate({ to: '/tickets/$view', params: { view: `custom:${kept.id}` } });
          }}
        />
      )}
      {leaving.isConfirming && <LeaveConfirmation onStay={leaving.stay} onLeave={onClose} />}
    </Sheet>
  );
};
