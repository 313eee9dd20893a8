import type { Attachment } from '@crossdesk/contracts/conversation.ts';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFileSize } from '../lib/format.ts';
import { IconFile, IconFileText, IconFileTypePdf, IconPhoto, IconX } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';

const Gallery = lazyComponent(() => import('./gallery.tsx').then((module) => module.Gallery));

const FileIcon = ({ contentType }: { contentType: string }) => {
  const Icon = contentType.startsWith('image/')
    ? IconPhoto
    : contentType === 'application/pdf'
      ? IconFileTypePdf
      : contentType.startsWith('text/')
        ? IconFileText
        : IconFile;
  return <Icon aria-hidden />;
};

/** The preview of an image; its icon if there is none or it cannot be shown. */
const FileFace = ({ file }: { file: Attachment }) => {
  const [isBroken, setBroken] = useState(false);
  return file.previewUrl && file.contentType.startsWith('image/') && !isBroken ? (
    <img src={file.previewUrl} alt="" loading="lazy" onError={() => setBroken(true)} />
  ) : (
    <FileIcon contentType={file.contentType} />
  );
};

/** The files of a message; images and PDFs open in a gallery (ZV-43 to ZV-45). */
export const Attachments = ({ attachments, addedBy }: { attachments: readonly Attachment[]; addedBy: string }) => {
  const { t } = useTranslation();
  const [openIndex, setOpenIndex] = useState<number | null>(null);
  const files = attachments.filter((one) => !one.isInline || !one.contentType.startsWith('image/'));
  if (files.length === 0) return null;
  return (
    <>
      <ul className="files" aria-label={t('files.label')}>
        {files.map((file, index) => (
          <li key={file.id}>
            <button
              type="button"
              className="file"
              onClick={() => setOpenIndex(index)}
              aria-label={t('files.open', { name: file.name, size: formatFileSize(file.byteCount) })}
            >
              <span className="file-face">
                <FileFace file={file} />
              </span>
              <span className="file-name cut" title={file.name}>
                {file.name}
              </span>
              <span className="file-size">{formatFileSize(file.byteCount)}</span>
            </button>
          </li>
        ))}
      </ul>
      {openIndex !== null && (
        <Suspense>
          <Gallery files={files} start={openIndex} addedBy={addedBy} onClose={() => setOpenIndex(null)} />
        </Suspense>
      )}
    </>
  );
};

/** An uploading or uploaded file. `progress` is 0 to 1; null when done. */
export type UploadingFile = {
  key: string;
  name: string;
  byteCount: number;
  progress: number | null;
  problem: string | null;
  attachment: Attachment | null;
};

/** The files of a draft with their progress; each can be removed. */
export const DraftFiles = ({
  files,
  onRemove,
}: {
  files: readonly UploadingFile[];
  onRemove: (key: string) => void;
}) => {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <ul className="writing-files" aria-label={t('files.label')}>
      {files.map((file) => (
        <li key={file.key} data-bad={file.problem !== null || undefined}>
          <span className="cut">{file.name}</span>
          <span className="faint">{file.problem ?? formatFileSize(file.byteCount)}</span>
          {file.progress !== null && (
            <progress value={file.progress} max={1} aria-label={t('files.progress', { name: file.name })} />
          )}
          <button type="button" onClick={() => onRemove(file.key)} aria-label={t('files.remove', { name: file.name })}>
            <IconX size={14} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
};
