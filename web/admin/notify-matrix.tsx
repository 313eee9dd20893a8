import { notificationMeans } from '@crossdesk/contracts/lists/notifications.ts';
import type { NotificationKind, NotificationMeans } from '@crossdesk/contracts/notifications.ts';
import type { ReactNode } from 'react';
import { useWidth } from '../ui/width.ts';
import { useSettingsTranslation } from './frame.tsx';

/** A notification kind with the means that are on. `note` says when it is sent. */
type MatrixRow = { kind: NotificationKind; note?: string } & Record<NotificationMeans, boolean>;

/**
 * A checkbox for each notification kind and means. In narrow windows the kind is above its
 * checkboxes. `renderBeside` renders something next to a checkbox.
 */
export const NotifyMatrix = ({
  heading,
  lines,
  onSet,
  renderBeside,
}: {
  heading: string | null;
  lines: readonly MatrixRow[];
  onSet: (kind: NotificationKind, means: NotificationMeans, isOn: boolean) => void;
  renderBeside?: (kind: NotificationKind, means: NotificationMeans) => ReactNode;
}) => {
  const { t, desk } = useSettingsTranslation();
  const isNarrow = useWidth() < 600;
  const rowHeader = (line: MatrixRow) => (
    <>
      <span className="settings-name">{t(`kind.${line.kind}`)}</span>
      {line.note && <span className="faint">{line.note}</span>}
    </>
  );
  const cells = (line: MatrixRow) =>
    notificationMeans.map((means) => (
      <td key={means}>
        <span className="notify-cell">
          <label>
            <span className="sr">
              {t('rules.switch', { kind: t(`kind.${line.kind}`), means: desk(`means.${means}`) })}
            </span>
            <input
              type="checkbox"
              checked={line[means]}
              onChange={(event) => onSet(line.kind, means, event.currentTarget.checked)}
            />
          </label>
          {renderBeside?.(line.kind, means)}
        </span>
      </td>
    ));
  return (
    <table className="matrix notify-matrix" data-narrow={isNarrow || undefined}>
      <thead>
        <tr>
          {!isNarrow && (heading === null ? <td /> : <th scope="col">{heading}</th>)}
          {notificationMeans.map((means) => (
            <th key={means} scope="col">
              {desk(`means.${means}`)}
            </th>
          ))}
        </tr>
      </thead>
      {isNarrow ? (
        lines.map((line) => (
          <tbody key={line.kind}>
            <tr>
              <th scope="rowgroup" colSpan={notificationMeans.length}>
                {rowHeader(line)}
              </th>
            </tr>
            <tr>{cells(line)}</tr>
          </tbody>
        ))
      ) : (
        <tbody>
          {lines.map((line) => (
            <tr key={line.kind}>
              <th scope="row">{rowHeader(line)}</th>
              {cells(line)}
            </tr>
          ))}
        </tbody>
      )}
    </table>
  );
};
