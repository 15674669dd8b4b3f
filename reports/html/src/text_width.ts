// How wide a text is when it is drawn.
const measured = new Map<string, number>();
const canvas = document.createElement("canvas").getContext("2d");

/** In pixels of the page. `font` as in CSS: "11px system-ui". */
export function text_width(text: string, font: string): number {
  const known = `${font}\n${text}`;
  let width = measured.get(known);
  if (width === undefined) {
    if (canvas) canvas.font = font;
    width = canvas ? canvas.measureText(text).width : text.length * 7;
    measured.set(known, width);
  }
  return width;
}
