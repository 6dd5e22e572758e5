import { decodeQR } from 'qr/decode.js';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import styles from './qr-scanner.module.css';

/** Milliseconds between two looks at the picture. */
const interval = 200;
/** Pixels to which a picture is made smaller before it is searched. */
const searchedWidth = 640;

type Trouble = 'permission-denied' | 'not-found' | 'in-use';

export interface QrScannerProps {
  onScanned: (text: string) => void;
  onCancel: () => void;
}

/** Reads a QR code with this device's camera. The picture goes nowhere. */
export default function QrScanner({ onScanned, onCancel }: QrScannerProps) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<Trouble>();
  const scanned = useRef(onScanned);
  scanned.current = onScanned;

  useEffect(() => {
    const ended = new AbortController();
    void scan(video.current, ended.signal).then(
      (text) => text !== undefined && scanned.current(text),
      (error: unknown) => !ended.signal.aborted && setTrouble(troubleOf(error)),
    );
    return () => ended.abort();
  }, []);

  return (
    <div className={cx(styles.scanner)}>
      {trouble === undefined ? (
        <>
          <video ref={video} className={cx(styles.video)} autoPlay playsInline muted />
          <p role="status">{t('messages.verify.aim')}</p>
        </>
      ) : (
        <p role="alert" className={cx(styles.trouble)}>
          {t(`messages.verify.camera.${trouble}`)}
        </p>
      )}
      <Button onPress={onCancel}>{t('messages.verify.noScan')}</Button>
    </div>
  );
}

/** Looks at the camera's picture until there is a code in it. Rejects with what the browser says of its camera. */
async function scan(video: HTMLVideoElement | null, signal: AbortSignal): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    if (video === null) return undefined;
    video.srcObject = stream;
    const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    while (!signal.aborted && pen !== null) {
      const text = look(video, pen);
      if (text !== undefined) return text;
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

function look(video: HTMLVideoElement, pen: CanvasRenderingContext2D): string | undefined {
  if (video.videoWidth === 0) return undefined;
  const width = Math.min(searchedWidth, video.videoWidth);
  const height = Math.round((video.videoHeight * width) / video.videoWidth);
  pen.canvas.width = width;
  pen.canvas.height = height;
  pen.drawImage(video, 0, 0, width, height);
  try {
    return decodeQR(pen.getImageData(0, 0, width, height));
  } catch {
    // There is none in this picture; the next one may have it.
    return undefined;
  }
}

function troubleOf(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'permission-denied';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'not-found' : 'in-use';
}
