export interface LegendItem {
  readonly label: string;
  /** A colour or a custom property of `colours.ts`. */
  readonly colour: string;
  readonly shape?: "square" | "line" | "dash" | "dot" | "ring" | "cross";
}

/** Presentation attributes that a style sheet may have set; the file must say them itself. */
const INHERITED = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "font-family", "font-size", "font-weight", "font-style", "text-anchor", "visibility", "paint-order", "white-space"
]; // prettier-ignore
const OWN: Readonly<Record<string, string>> = {
  opacity: "1",
  display: "inline",
  "dominant-baseline": "auto",
  "mix-blend-mode": "normal"
};

/**
 * A copy of a drawing that stands alone as a file: colours and fonts as they are on the page now, a background, and around it
 * the title, the legend and notes that the page writes in HTML.
 */
export function standaloneSvg(
  svg: SVGSVGElement,
  {title, legend, notes}: {title: string; legend: readonly LegendItem[]; notes: readonly string[]}
): SVGSVGElement {
  const page = getComputedStyle(document.body);
  const family = getComputedStyle(svg).fontFamily;
  const box = svg.getBoundingClientRect();
  const width = Math.max(1, Math.round(box.width));
  const ink = page.color;
  const background = opaque(page.backgroundColor)
    ? page.backgroundColor
    : getComputedStyle(document.documentElement).backgroundColor;
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  originals.forEach((original, i) => inline(original, copies[i], i === 0));
  for (const style of copy.querySelectorAll("style")) style.remove();

  const out = make("svg", {"font-family": family, "font-size": "12", fill: ink});
  let y = 22;
  const head = make("text", {x: "8", y: String(y), "font-size": "14", "font-weight": "bold"}, title);
  y += 10;
  const marks: SVGElement[] = [];
  let x = 8;
  if (legend.length > 0) y += 12;
  for (const {label, colour, shape = "square"} of legend) {
    const length = 18 + textWidth(label, family);
    if (x > 8 && x + length > width - 8) {
      x = 8;
      y += 18;
    }
    const paint = resolved(colour);
    marks.push(
      shape === "line" || shape === "dash"
        ? make("line", {
            x1: String(x),
            x2: String(x + 13),
            y1: String(y - 4),
            y2: String(y - 4),
            stroke: paint,
            "stroke-width": "2.5",
            ...(shape === "dash" ? {"stroke-dasharray": "4 3"} : {})
          })
        : shape === "cross"
          ? make("path", {d: `M${x + 1},${y - 8}l8,8m0,-8l-8,8`, stroke: paint, "stroke-width": "2"})
          : make("rect", {
              x: String(x + 1),
              y: String(y - 8),
              width: "8",
              height: "8",
              rx: shape === "dot" || shape === "ring" ? "4" : "0",
              fill: shape === "ring" ? "none" : paint,
              stroke: paint,
              "stroke-width": "2"
            }),
      make("text", {x: String(x + 17), y: String(y)}, label)
    );
    x += length + 14;
  }
  if (legend.length > 0) y += 8;
  copy.setAttribute("x", "0");
  copy.setAttribute("y", String(y));
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(Math.round(box.height)));
  y += Math.round(box.height) + 16;
  const foot = notes.map((note) => {
    const line = make("text", {x: "8", y: String(y), "font-size": "11", "fill-opacity": "0.8"}, note);
    y += 15;
    return line;
  });
  out.setAttribute("width", String(width));
  out.setAttribute("height", String(y));
  out.setAttribute("viewBox", `0 0 ${width} ${y}`);
  out.append(make("rect", {width: "100%", height: "100%", fill: background}), head, ...marks, copy, ...foot);
  return out as SVGSVGElement;
}

/** The drawing as PNG, at twice its size so that it prints well. */
export async function svgToPng(svg: SVGSVGElement, scale = 2): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = scale * Number(svg.getAttribute("width"));
  canvas.height = scale * Number(svg.getAttribute("height"));
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error("this browser could not write the PNG");
  return blob;
}

/** Writes what the style sheets say of `original` onto `copy`, leaving out what it inherits unchanged. */
function inline(original: SVGElement, copy: SVGElement, root: boolean): void {
  const style = getComputedStyle(original);
  const parent = root || original.parentElement === null ? null : getComputedStyle(original.parentElement);
  copy.removeAttribute("style");
  copy.removeAttribute("class");
  for (const name of INHERITED) {
    const value = style.getPropertyValue(name);
    if (parent === null || value !== parent.getPropertyValue(name) || copy.hasAttribute(name))
      copy.setAttribute(name, value);
  }
  for (const [name, initial] of Object.entries(OWN)) {
    const value = style.getPropertyValue(name);
    if (root && name === "display") continue;
    if (value !== "" && value !== initial) copy.setAttribute(name, value);
  }
}

/** A custom property as the colour it has in the present theme. */
function resolved(colour: string): string {
  const probe = document.createElement("span");
  probe.style.color = colour;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function textWidth(label: string, family: string): number {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return 7 * label.length;
  context.font = `12px ${family}`;
  return context.measureText(label).width;
}

const opaque = (colour: string) => colour !== "transparent" && !/, 0\)$/.test(colour);

function make(name: string, attributes: Readonly<Record<string, string>>, content = ""): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (content !== "") element.textContent = content;
  return element;
}
