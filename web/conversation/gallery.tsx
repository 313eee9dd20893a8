import type { Attachment } from '@crossdesk/contracts/conversation.ts';
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFileSize } from '../lib/format.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconChevronLeft, IconChevronRight, IconDownload, IconFile } from '../ui/icons.ts';

/** Previews files one after another before downloading (ZV-44), with who added them (ZV-46). */
export const Gallery = ({
  files,
  start,
  addedBy,
  onClose,
}: {
  files: readonly Attachment[];
  start: number;
  addedBy: string;
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const [index, setIndex] = useState(start);
  const file = files[index];
  if (!file) return null;
  const step = (by: number) => setIndex((index + by + files.length) % files.length);
  const isImage = file.contentType.startsWith('image/');
  return (
    <Modal
      opened
      onClose={onClose}
      size="min(1100px, 94vw)"
      title={
        <span className="gallery-title">
          <b className="cut">{file.name}</b>
          <span className="faint">
            {formatFileSize(file.byteCount)} · {t('files.addedBy', { name: addedBy })}
          </span>
        </span>
      }
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') step(1);
        if (event.key === 'ArrowLeft') step(-1);
      }}
    >
      <div className="gallery">
        {file.previewUrl && isImage && <img src={file.previewUrl} alt={file.name} />}
        {file.previewUrl && !isImage && <iframe src={file.previewUrl} title={file.name} />}
        {!file.previewUrl && (
          <div className="empty">
            <IconFile aria-hidden />
            <p>{t('files.noPreview')}</p>
          </div>
        )}
      </div>
      <div className="gallery-foot">
        <IconButton
          label={t('files.previous')}
          refusal={files.length < 2 ? t('files.only') : null}
          onClick={() => step(-1)}
        >
          <IconChevronLeft />
        </IconButton>
        <span className="faint" aria-live="polite">
          {t('files.position', { index: index + 1, count: files.length })}
        </span>
        <IconButton label={t('files.next')} refusal={files.length < 2 ? t('files.only') : null} onClick={() => step(1)}>
          <IconChevronRight />
        </IconButton>
        <span className="grow" />
        <Button component="a" href={file.url} download={file.name} leftSection={<IconDownload size={16} aria-hidden />}>
          {t('files.download')}
        </Button>
      </div>
    </Modal>
  );
};
