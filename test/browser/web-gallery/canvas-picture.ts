/** A moving picture of a person in a room, painted, so that a gallery of them looks like a call. */
export function paintPerson(name: string, width = 640, height = 360): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 7, 0) % 360;
  const paint = () => {
    const pen = canvas.getContext('2d');
    if (pen === null) return;
    const wall = pen.createLinearGradient(0, 0, width, height);
    wall.addColorStop(0, `oklch(0.72 0.05 ${hue})`);
    wall.addColorStop(1, `oklch(0.42 0.05 ${hue})`);
    pen.fillStyle = wall;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = `oklch(0.85 0.05 ${(hue + 40) % 360})`;
    pen.fillRect(width * 0.08, height * 0.12, width * 0.2, height * 0.4);
    pen.fillStyle = `oklch(0.35 0.07 ${(hue + 180) % 360})`;
    ellipse(pen, width / 2, height * 1.05, height * 0.42, height * 0.42);
    pen.fillStyle = `oklch(${0.5 + (hue % 40) / 100} 0.06 55)`;
    ellipse(pen, width / 2, height * 0.46, height * 0.18, height * 0.23);
    pen.fillStyle = 'oklch(0.25 0.03 50)';
    ellipse(pen, width / 2, height * 0.3, height * 0.19, height * 0.12);
  };
  return capture(canvas, paint);
}

/** A shared screen: a text with a figure in it. */
export function paintScreen(): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  canvas.width = 1280;
  canvas.height = 800;
  const paint = () => {
    const pen = canvas.getContext('2d');
    if (pen === null) return;
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, 1280, 800);
    pen.fillStyle = '#333';
    pen.font = '48px sans-serif';
    pen.fillText('Quarterly garden report', 80, 120);
    for (let line = 0; line < 9; line++) pen.fillRect(80, 190 + line * 44, 480 + ((line * 97) % 90), 14);
    for (let bar = 0; bar < 6; bar++) pen.fillRect(720 + bar * 76, 640 - bar * 60, 44, 40 + bar * 60);
  };
  return capture(canvas, paint);
}

function capture(canvas: HTMLCanvasElement, paint: () => void): MediaStreamTrack {
  const [track] = canvas.captureStream(5).getVideoTracks();
  if (track === undefined) throw new Error('the canvas gave no track');
  paint();
  // A canvas that is never painted again gives no frame to a video that starts later.
  const timer = setInterval(() => (track.readyState === 'ended' ? clearInterval(timer) : paint()), 400);
  return track;
}

function ellipse(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
): void {
  pen.beginPath();
  pen.ellipse(x, y, radiusX, radiusY, 0, 0, Math.PI * 2);
  pen.fill();
}
