import QRCode from 'qrcode';

/** A QR code as one path of an SVG, with a quiet zone of four modules around it. */
export interface QrPath {
  /** Modules along one side. */
  size: number;
  d: string;
}

const QUIET = 4;

/** The QR code of a text that authenticators read; a run of dark modules in a row is one rectangle. */
export function qrPath(text: string): QrPath {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const rows = Array.from({ length: modules.size }, (_, y) =>
    rowPath(y, (x) => modules.get(y, x) === 1, modules.size),
  );
  return { size: modules.size + 2 * QUIET, d: rows.join('') };
}

function rowPath(y: number, isDark: (x: number) => boolean, size: number): string {
  let d = '';
  for (let x = 0; x < size; x++) {
    const start = x;
    while (x < size && isDark(x)) x++;
    if (x > start) d += `M${start + QUIET} ${y + QUIET}h${x - start}v1h${start - x}z`;
  }
  return d;
}
