import type { BaseState } from '@crossdesk/contracts/settings.ts';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { localizedName } from '../lib/i18n.ts';
import { IconChevronDown } from '../ui/icons.ts';
import { StateMark } from '../ui/marks.tsx';
import { MenuButton, MenuItem, MenuLabel } from '../ui/menus.tsx';
import type { StatusAfter } from './send.ts';

/** Sends the reply and sets a status. */
export const SendMenu = ({ onSend }: { onSend: (after: StatusAfter) => void }) => {
  const { t } = useTranslation();
  const names = useNames();
  const items = names
    .choices('status')
    .filter((status) => status.isActive && status.baseState !== 'new')
    .flatMap((status) => {
      const reasons = names
        .choices('justification')
        .filter((reason) => reason.isActive && reason.statusId === status.id);
      const unjustified: StatusAfter & { label: string; state: BaseState } = {
        statusId: status.id,
        justificationId: null,
        label: localizedName(status.name),
        state: status.baseState ?? 'open',
      };
      const justified = reasons.map((reason) => ({
        ...unjustified,
        justificationId: reason.id,
        label: `${unjustified.label}: ${localizedName(reason.name)}`,
      }));
      return status.needsJustification ? justified : [unjustified];
    });
  return (
    <MenuButton
      position="top-end"
      maxHeight={320}
      button={(anchor) => (
        <Button {...anchor} className="send-more" px={6} aria-label={t('write.sendAnd')}>
          <IconChevronDown size={16} aria-hidden />
        </Button>
      )}
    >
      <MenuLabel>{t('write.sendAnd')}</MenuLabel>
      {items.map((item) => (
        <MenuItem
          key={`${item.statusId}:${item.justificationId}`}
          leftSection={<StateMark state={item.state} />}
          onClick={() => onSend({ statusId: item.statusId, justificationId: item.justificationId })}
        >
          {item.label}
        </MenuItem>
      ))}
    </MenuButton>
  );
};
