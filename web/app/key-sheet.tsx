import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { actionTable } from '../lib/action-table.ts';
import { useOfferedActions } from '../lib/actions.ts';
import { Keys } from '../ui/buttons.tsx';
import './palette.css';

/** The shortcuts of the actions that are offered now. */
export const KeySheet = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation();
  const offered = useOfferedActions().filter((id) => actionTable[id].keys.length > 0);
  const groups = [...new Set(offered.map((id) => actionTable[id].group))];
  return (
    <Modal opened onClose={onClose} title={t('action.app.keys')} size={1060}>
      <div className="key-sheet">
        {groups.map((group) => (
          <section key={group}>
            <h3>{t(`actionGroup.${group}`)}</h3>
            <dl>
              {offered
                .filter((id) => actionTable[id].group === group)
                .map((id) => (
                  <div key={id}>
                    <dt>{t(`action.${id}`)}</dt>
                    <dd>
                      {actionTable[id].keys.map((keys: string) => (
                        <Keys key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
};
