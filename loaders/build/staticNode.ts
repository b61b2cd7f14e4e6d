/** What can only be used where code runs. */
const LIVE =
  ".tools, .figure-behind, .addressed, .controls-reset, .live-log, .progress, form, input, select, textarea, button, dialog";

/**
 * What a cell shows, as HTML that stands for it until it runs. What can be pressed is hidden and keeps its place.
 *
 * @param drawing says whether a figure before it has kept its drawing; of the others the place alone is kept
 * @returns an empty text for what is not meant to be read
 */
export function staticNode(node: Node, drawing: {kept: boolean}): string {
  if (node.nodeType === 3) return escaped(node.textContent ?? "");
  if (node.nodeType !== 1) return "";
  const source = node as Element;
  if (source.localName === "observablehq-loading") return "";
  // what is inspected by Framework itself was not meant to be read
  if (source.matches(".observablehq--inspect, .observablehq--error")) return "";
  const copy = source.cloneNode(true) as Element;
  for (const button of copy.querySelectorAll("th button")) button.replaceWith(...button.childNodes);
  for (const live of copy.matches(LIVE) ? [copy] : copy.querySelectorAll(LIVE)) {
    live.classList.add("waits");
    for (const one of [live, ...live.querySelectorAll("*")])
      for (const name of ["name", "id", "for", "aria-describedby", "aria-controls", "data-addressed"])
        one.removeAttribute(name);
  }
  for (const plot of copy.matches(".figure-plot") ? [copy] : copy.querySelectorAll(".figure-plot")) {
    const svg = plot.querySelector("svg");
    if (svg === null) continue;
    if (drawing.kept) plot.replaceChildren();
    else shrinkable(svg);
    drawing.kept = true;
  }
  for (const kept of [copy, ...copy.querySelectorAll("*")]) {
    kept.removeAttribute("tabindex");
    kept.removeAttribute("aria-live");
  }
  return rounded(copy.outerHTML);
}

/** Lets a drawing of a fixed width be as narrow as the page. */
function shrinkable(svg: SVGSVGElement): void {
  const [width, height] = [svg.getAttribute("width"), svg.getAttribute("height")];
  if (svg.getAttribute("viewBox") === null) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("preserveAspectRatio", "xMinYMin meet");
}

/** Places in a drawing to a tenth of a pixel, which is as well as they can be seen. */
const rounded = (html: string): string =>
  html.replace(/<svg[\s\S]*?<\/svg>/g, (svg) =>
    svg.replace(/ (?:d|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform|points)="[^"]*"/g, (attribute) =>
      attribute.replace(/(\d+\.\d)\d+/g, "$1")
    )
  );

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
