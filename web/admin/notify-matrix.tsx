import { notificationMeans } from '@crossdesk/contracts/lists/notifications.ts';
import type { NotificationKind, NotificationMeans } from '@crossdesk/contracts/notifications.ts';
import type { ReactNode } from 'react';
import { useWidth } from '../ui/width.ts';
import { useSettingsTranslation } from './frame.tsx';

/** One kind of news, by which means it is told. `note` says when. */
type MatrixRow = { kind: NotificationKind; note?: string } & Record<NotificationMeans, boolean>;

/**
 * Kinds of news against the means by which they are told, a tick in each. In a narrow window the name of a kind stands above its ticks. `beside`:
 * what stands next to a tick.
 */
export const NotifyMatrix = ({
  heading,
  lines,
  onSet,
  beside,
}: {
  heading: string | null;
  lines: readonly MatrixRow[];
  onSet: (kind: NotificationKind, by: NotificationMeans, isOn: boolean) => void;
  beside?: (kind: NotificationKind, by: NotificationMeans) => ReactNode;
}) => {
  const { t, desk } = useSettingsTranslation();
  const isNarrow = useWidth() < 600;
  const name = (line: MatrixRow) => (
    <>
      <span className="settings-name">{t(`kind.${line.kind}`)}</span>
      {line.note && <span className="faint">{line.note}</span>}
    </>
  );
  const cells = (line: MatrixRow) =>
    notificationMeans.map((by) => (
      <td key={by}>
        <span className="notify-cell">
          <label>
            <span className="sr">
              {t('rules.switch', { kind: t(`kind.${line.kind}`), means: desk(`means.${by}`) })}
            </span>
            <input
              type="checkbox"
              checked={line[by]}
              onChange={(event) => onSet(line.kind, by, event.currentTarget.checked)}
            />
          </label>
          {beside?.(line.kind, by)}
        </span>
      </td>
    ));
  return (
    <table className="matrix notify-matrix" data-narrow={isNarrow || undefined}>
      <thead>
        <tr>
          {!isNarrow && (heading === null ? <td /> : <th scope="col">{heading}</th>)}
          {notificationMeans.map((by) => (
            <th key={by} scope="col">
              {desk(`means.${by}`)}
            </th>
          ))}
        </tr>
      </thead>
      {isNarrow ? (
        lines.map((line) => (
          <tbody key={line.kind}>
            <tr>
              <th scope="rowgroup" colSpan={notificationMeans.length}>
                {name(line)}
              </th>
            </tr>
            <tr>{cells(line)}</tr>
          </tbody>
        ))
      ) : (
        <tbody>
          {lines.map((line) => (
            <tr key={line.kind}>
              <th scope="row">{name(line)}</th>
              {cells(line)}
            </tr>
          ))}
        </tbody>
      )}
    </table>
  );
};
