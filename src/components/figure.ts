import {html} from "htl";
import {generatedMark} from "./bigNumber.js";
import {copyButton} from "./copyButton.js";
import {rowCount} from "./csv.js";
import {dataTable, type DataTableOptions} from "./dataTable.js";
import {download, downloadButton, tableDownloads} from "./download.js";
import {embedCode, figureAddress, isEmbedded} from "./figureAddress.js";
import {legendFromMarks} from "./legendFromMarks.js";
import {standaloneSvg, svgToPng, type LegendItem} from "./standaloneSvg.js";

export interface FigureOptions {
  /** The name of its files, without ending. */
  readonly name: string;
  /** What the drawing shows, as a finding: "Carts look alike until event 10". */
  readonly title: string;
  /** What is drawn, for a reader who does not see it; the finding is in the caption. Default: the title. */
  readonly description?: string;
  /** How sure that is, in a sentence with its live numbers and their uncertainty. */
  readonly caption: string | Node;
  /** What was counted and when, e.g. "n = 15,858 sessions, 2025-01-01 to 2025-03-31". */
  readonly n?: string;
  readonly generated?: boolean;
  /** Height of the drawing in pixels, reserved before it is drawn. */
  readonly height: number;
  readonly legend?: readonly LegendItem[];
  /** The table behind the figure. Where it has no rows, nothing is drawn, and neither a legend nor files are offered. */
  readonly table?: Omit<DataTableOptions, "caption">;
  /** What is said in place of a drawing that has no data yet. */
  readonly empty?: string;
}

/** Draws into a width in pixels; gives an SVG or an element that holds one. */
export type Draw = (width: number, height: number) => Element;

export interface FigureElement extends HTMLElement {
  /** Changes text, table or drawing in place: an opened table stays open and the height stays as it is. */
  update(options: Partial<FigureOptions>, draw?: Draw): void;
}

/**
 * A figure with all that a figure owes its reader: a title that states the finding, a legend made from the marks, the drawing, a caption
 * (announced when it changes), the table behind it, its files, a link to it and the code that embeds it. It draws once it has a width, draws
 * anew when the width changes, and reserves its height from the start. Without data it is a title and a sentence.
 */
export function figure(options: FigureOptions, draw: Draw): FigureElement {
  let now = options;
  let drawNow = draw;
  let width = 0;
  let paper = false;
  const title = html`<div class="figure-title"></div>` as HTMLElement;
  const legend = html`<ul class="legend"></ul>` as HTMLElement;
  const plot = html`<div class="figure-plot"></div>` as HTMLElement;
  const nothing = html`<p class="figure-empty" hidden></p>` as HTMLElement;
  const caption = html`<figcaption aria-live="polite"></figcaption>` as HTMLElement;
  const frame = html`<div class="figure-table"></div>` as HTMLElement;
  const summary = html`<summary></summary>`;
  const behind = html`<details class="figure-behind">${summary}${frame}</details>` as HTMLDetailsElement;
  const downloads = html`<span class="tools-files"></span>` as HTMLElement;
  const tools = html`<div class="tools">
    <details class="tools-menu">
      <summary>Download</summary>
      ${downloads}
    </details>
    ${copyButton("Copy link", `Copy a link to the figure ${options.name}`, () => figureAddress(options.name, location))}
    ${copyButton("Embed", `Copy the code that embeds the figure ${options.name} in another page`, () =>
      embedCode(options.name, now.title, now.height, location)
    )}
  </div>` as HTMLElement;
  const element = html`<figure class="figure" id=${`figure-${options.name}`}>
    ${title}${legend}${plot}${nothing}${caption}
    <div class="figure-foot">${tools}${behind}</div>
  </figure>` as FigureElement;
  if (isEmbedded(options.name, location)) element.classList.add("figure-embedded");

  const isEmpty = () => now.table !== undefined && rowCount(now.table.columns) === 0;
  const drawnLegend = () => legendFromMarks(now.legend ?? [], plot);
  const svgFile = () => {
    if (unseen.delete(element)) drawPlot();
    const found = plot.querySelector<SVGSVGElement>("svg");
    if (found === null) throw new Error("nothing is drawn yet");
    return standaloneSvg(found, {
      title: now.title,
      legend: drawnLegend(),
      notes: [now.n, now.generated === true ? "generated data" : undefined].filter((note) => note !== undefined)
    });
  };
  downloads.append(
    downloadButton("PNG", `Download ${now.name} as PNG`, async () =>
      download(`${now.name}.png`, await svgToPng(svgFile()), "image/png")
    ),
    downloadButton("SVG", `Download ${now.name} as SVG`, () =>
      download(`${now.name}.svg`, new XMLSerializer().serializeToString(svgFile()), "image/svg+xml")
    )
  );
  if (now.table !== undefined)
    downloads.append(...tableDownloads(() => ({name: now.table?.name ?? now.name, columns: now.table?.columns ?? {}})));

  const drawPlot = () => {
    if (width <= 0 || isEmpty()) return;
    const drawn = drawNow(width, now.height);
    const svg = drawn.localName === "svg" ? drawn : drawn.querySelector("svg");
    if (svg !== null && svg.getAttribute("role") === null) svg.setAttribute("role", "img");
    if (svg !== null && svg.getAttribute("role") === "img") {
      svg.setAttribute("aria-label", now.title);
      svg.setAttribute("aria-description", now.description ?? now.title);
    }
    // A picture is one thing to a screen reader; names on its groups are not allowed and not heard.
    for (const group of drawn.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
    plot.replaceChildren(drawn);
    writeLegend();
  };
  const drawTable = () => {
    if (behind.open && now.table !== undefined) frame.replaceChildren(dataTable({...now.table, caption: now.title}));
  };
  const writeLegend = () => {
    // until something is drawn, all that will be
    const items = plot.childElementCount > 0 ? drawnLegend() : (now.legend ?? []);
    legend.hidden = items.length === 0 || isEmpty();
    legend.replaceChildren(...items.map(legendItem));
  };
  const write = () => {
    const empty = isEmpty();
    title.textContent = now.title;
    if (empty) element.dataset.empty = "";
    else delete element.dataset.empty;
    nothing.hidden = !empty;
    nothing.textContent = now.empty ?? "There is nothing to draw yet.";
    plot.hidden = empty;
    tools.hidden = empty;
    plot.style.minHeight = `${now.height}px`;
    writeLegend();
    const parts: (string | Node)[] = empty ? [] : [now.caption];
    if (now.n !== undefined && !empty) parts.push(" ", html`<span class="figure-n">${now.n}</span>`);
    if (now.generated === true && !empty) parts.push(" ", generatedMark());
    caption.replaceChildren(...parts);
    behind.hidden = now.table === undefined || empty;
    if (now.table !== undefined) {
      const rows = rowCount(now.table.columns);
      summary.textContent = `Table behind it (${rows} ${rows === 1 ? "row" : "rows"})`;
    }
  };
  behind.addEventListener("toggle", drawTable);
  write();
  let sought = location.hash === `#figure-${options.name}`;
  new ResizeObserver((entries) => {
    const next = Math.floor(entries[entries.length - 1].contentRect.width);
    if (next === width || next === 0 || paper) return;
    width = next;
    whenSeen(element, drawPlot);
    // the address names this figure, which was not there when the browser looked for it
    if (sought) requestAnimationFrame(() => element.scrollIntoView());
    sought = false;
  }).observe(plot);
  // Paper has one width, and nobody can scroll to what is not drawn yet, such as what a fold held until it was opened for print.
  element.addEventListener("paper", (event) => {
    paper = (event as CustomEvent<boolean>).detail;
    const next = Math.floor(plot.clientWidth);
    if (next === 0) return;
    width = paper ? Math.min(next, PAPER_WIDTH) : next;
    unseen.delete(element);
    drawPlot();
  });
  element.update = (changes, draw) => {
    const before = isEmpty();
    now = {...now, ...changes};
    if (draw !== undefined) drawNow = draw;
    if (isEmpty()) plot.replaceChildren();
    write();
    if (before && !isEmpty()) width = Math.floor(plot.clientWidth);
    if (width > 0) whenSeen(element, drawPlot);
    drawTable();
  };
  return element;
}

/** What A4 and US Letter leave between the margins of a browser, in pixels. */
const PAPER_WIDTH = 690;

/** Drawings that nobody can see yet. */
const unseen = new Map<Element, () => void>();
const drawWaiting = (element: Element): void => {
  const draw = unseen.get(element);
  unseen.delete(element);
  draw?.();
};
let nearScreen: IntersectionObserver | undefined;

/** Draws at once what is on the screen or within one screen of it, the rest when it comes as near, and everything for print. */
function whenSeen(element: Element, draw: () => void): void {
  const {top, bottom} = element.getBoundingClientRect();
  if (bottom > -innerHeight && top < 2 * innerHeight) {
    unseen.delete(element);
    return draw();
  }
  if (nearScreen === undefined) {
    nearScreen = new IntersectionObserver(
      (entries) => {
        for (const {isIntersecting, target} of entries) if (isIntersecting) drawWaiting(target);
      },
      {rootMargin: "100% 0px"}
    );
    addEventListener("beforeprint", () => [...unseen.keys()].forEach(drawWaiting));
  }
  unseen.set(element, draw);
  nearScreen.observe(element);
}

function legendItem({label, colour, shape = "square"}: LegendItem): HTMLElement {
  return html`<li>
    <span class=${`legend-mark legend-${shape}`} style=${`--mark:${colour}`} aria-hidden="true"></span>${label}
  </li>` as HTMLElement;
}
