import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ActionId, actionTable } from '../lib/action-table.ts';
import { handlerOf, runAction, useOfferedActions } from '../lib/actions.ts';
import { call } from '../lib/client.ts';
import { rankLines } from '../lib/palette-match.ts';
import { viewsQuery } from '../lib/queries.ts';
import { useViewName } from '../tickets/view-names.ts';
import { Keys } from '../ui/buttons.tsx';
import { IconSearch } from '../ui/icons.ts';
import { StateMark } from '../ui/marks.tsx';
import './palette.css';

type Line = {
  key: string;
  label: string;
  group: string;
  keys?: string | undefined;
  refusal?: string | null;
  icon?: React.ReactNode;
  run: () => void;
};

/** The command palette: offered actions, then views, then matching tickets. */
export const Palette = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const viewName = useViewName();
  const offered = useOfferedActions();
  const { data: views } = useQuery(viewsQuery);
  const [text, setText] = useState('');
  const [selectedIndex, setSelectedIndex] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const [searchText, setSearchText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearchText(text.trim()), 160);
    return () => clearTimeout(timer);
  }, [text]);
  const { data: hits } = useQuery({
    queryKey: ['palette', searchText],
    queryFn: ({ signal }) => call('search', { query: { q: searchText, limit: 6 }, signal }),
    enabled: searchText.length > 1,
  });
  const close = (run: () => void) => {
    onClose();
    // The closing layer restores the focus first; then the action may move it.
    setTimeout(run, 30);
  };
  const lines = useMemo<Line[]>(() => {
    const actions: Line[] = offered
      .filter((id) => id !== 'app.palette')
      .map((id: ActionId) => ({
        key: id,
        label: t(`action.${id}`),
        group: t(`actionGroup.${actionTable[id].group}`),
        keys: actionTable[id].keys[0],
        refusal: handlerOf(id)?.refusal ?? null,
        run: () => runAction(id),
      }));
    const viewLines: Line[] = (views?.items ?? [])
      .filter((view) => view.departmentId !== null || view.custom !== null)
      .map((view) => ({
        key: view.key,
        label: viewName(view.key),
        group: t('views'),
        run: () => void navigate({ to: '/tickets/$view', params: { view: view.key } }),
      }));
    const tickets: Line[] = (hits?.items ?? []).map((hit) => ({
      key: `#${hit.number}`,
      label: `#${hit.number} ${hit.subject}`,
      group: t('tickets'),
      icon: <StateMark state={hit.baseState} label={t(`base.${hit.baseState}`)} />,
      run: () =>
        void navigate({
          to: '/tickets/$view/$number',
          params: { view: 'all', number: String(hit.number) },
          search: { state: 'any' },
        }),
    }));
    const grouped = rankLines([...actions, ...viewLines], text);
    const searched: Line[] = text.trim()
      ? [
          {
            key: 'search',
            label: t('palette.searchFor', { text: text.trim() }),
            group: t('search'),
            icon: <IconSearch size={15} aria-hidden />,
            run: () => void navigate({ to: '/search', search: { q: text.trim() } }),
          },
        ]
      : [];
    return [...grouped, ...(text.trim() ? tickets : []), ...searched];
  }, [offered, views, hits, text, t, viewName, navigate]);
  const current = Math.min(selectedIndex, Math.max(0, lines.length - 1));
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });
  const pick = (line: Line | undefined) => line && !line.refusal && close(line.run);
  return (
    <Modal.Root opened onClose={onClose} size={620} yOffset="12vh" transitionProps={{ duration: 0 }}>
      <Modal.Overlay backgroundOpacity={0.3} />
      <Modal.Content aria-label={t('action.app.palette')} radius={14}>
        <div className="palette">
          <div className="palette-input">
            <IconSearch size={17} aria-hidden />
            <input
              data-autofocus
              role="combobox"
              aria-expanded
              aria-controls="palette-list"
              aria-activedescendant={lines[current] ? `palette-${current}` : undefined}
              aria-label={t('palette.placeholder')}
              placeholder={t('palette.placeholder')}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
                setSelectedIndex(0);
              }}
              onKeyDown={(event) => {
                if (event.nativeEvent.isComposing) return;
                const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
                if (step) {
                  event.preventDefault();
                  setSelectedIndex((current + step + lines.length) % Math.max(1, lines.length));
                }
                if (event.key === 'Enter') {
                  event.preventDefault();
                  pick(lines[current]);
                }
              }}
            />
          </div>
          <div
            className="palette-list"
            id="palette-list"
            role="listbox"
            aria-label={t('action.app.palette')}
            ref={list}
          >
            {lines.map((line, index) => (
              <div key={line.key}>
                {line.group !== lines[index - 1]?.group && <p className="palette-group">{line.group}</p>}
                {/* biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys */}
                <div
                  role="option"
                  tabIndex={-1}
                  id={`palette-${index}`}
                  className="palette-line"
                  aria-selected={index === current}
                  aria-disabled={Boolean(line.refusal)}
                  onMouseMove={() => setSelectedIndex(index)}
                  onClick={() => pick(line)}
                >
                  {line.icon}
                  <span className="grow cut">
                    {line.label}
                    {line.refusal && <small>{line.refusal}</small>}
                  </span>
                  {line.keys && <Keys keys={line.keys} />}
                </div>
              </div>
            ))}
            {lines.length === 0 && <p className="palette-none">{t('pick.none')}</p>}
          </div>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
};
