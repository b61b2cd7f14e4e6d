import {html} from "htl";
import {generatedMark} from "./bigNumber.js";
import {rowCount} from "./csv.js";
import {dataTable, type DataTableOptions} from "./dataTable.js";
import {download, downloadButton, tableDownloads} from "./download.js";
import {standaloneSvg, svgToPng, type LegendItem} from "./standaloneSvg.js";

export interface FigureOptions {
  /** The name of its files, without ending. */
  readonly name: string;
  readonly title: string;
  /** What is drawn, for a reader who does not see it; the finding is in the caption. Default: the title. */
  readonly description?: string;
  /** The finding, in a sentence with its live numbers and their uncertainty. */
  readonly caption: string | Node;
  /** What was counted and when, e.g. "n = 15,858 sessions, 2025-01-01 to 2025-03-31". */
  readonly n?: string;
  readonly generated?: boolean;
  /** Height of the drawing in pixels, reserved before it is drawn. */
  readonly height: number;
  readonly legend?: readonly LegendItem[];
  /** The table behind the figure. */
  readonly table?: Omit<DataTableOptions, "caption">;
}

/** Draws into a width in pixels; gives an SVG or an element that holds one. */
export type Draw = (width: number, height: number) => Element;

export interface FigureElement extends HTMLElement {
  /** Changes text, table or drawing in place: an opened table stays open and the height stays as it is. */
  update(options: Partial<FigureOptions>, draw?: Draw): void;
}

/**
 * A figure with all that a figure owes its reader: title, legend, drawing, caption (announced when it changes), the table behind
 * it, and downloads. It draws once it has a width, draws anew when the width changes, and reserves its height from the start.
 */
export function figure(options: FigureOptions, draw: Draw): FigureElement {
  let now = options;
  let drawNow = draw;
  let width = 0;
  const title = html`<div class="figure-title"></div>` as HTMLElement;
  const legend = html`<ul class="legend"></ul>` as HTMLElement;
  const plot = html`<div class="figure-plot"></div>` as HTMLElement;
  const caption = html`<figcaption aria-live="polite"></figcaption>` as HTMLElement;
  const frame = html`<div class="figure-table"></div>` as HTMLElement;
  const summary = html`<summary></summary>`;
  const behind = html`<details>${summary}${frame}</details>` as HTMLDetailsElement;
  const downloads = html`<span class="figure-downloads"></span>` as HTMLElement;
  const element = html`<figure class="figure">
    ${title}${legend}${plot}${caption}
    <div class="tools">${downloads}</div>
    ${behind}
  </figure>` as FigureElement;

  const svgFile = () => {
    if (unseen.delete(element)) drawPlot();
    const found = plot.querySelector<SVGSVGElement>("svg");
    if (found === null) throw new Error("nothing is drawn yet");
    return standaloneSvg(found, {
      title: now.title,
      legend: now.legend ?? [],
      notes: [now.n, now.generated === true ? "generated data" : undefined].filter((note) => note !== undefined)
    });
  };
  downloads.append(
    html`<span class="tools-label">Figure:</span>`,
    downloadButton("SVG", `Download ${now.name} as SVG`, () =>
      download(`${now.name}.svg`, new XMLSerializer().serializeToString(svgFile()), "image/svg+xml")
    ),
    downloadButton("PNG", `Download ${now.name} as PNG`, async () =>
      download(`${now.name}.png`, await svgToPng(svgFile()), "image/png")
    )
  );
  if (now.table !== undefined) {
    const files = () => ({name: now.table?.name ?? now.name, columns: now.table?.columns ?? {}});
    downloads.append(html`<span class="tools-label">Its data:</span>`, ...tableDownloads(files));
  }

  const drawPlot = () => {
    if (width <= 0) return;
    const drawn = drawNow(width, now.height);
    const svg = drawn instanceof SVGSVGElement ? drawn : drawn.querySelector("svg");
    if (svg !== null && svg.getAttribute("role") === null) svg.setAttribute("role", "img");
    if (svg !== null && svg.getAttribute("role") === "img") {
      svg.setAttribute("aria-label", now.title);
      svg.setAttribute("aria-description", now.description ?? now.title);
    }
    // A picture is one thing to a screen reader; names on its groups are not allowed and not heard.
    for (const group of drawn.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
    plot.replaceChildren(drawn);
  };
  const drawTable = () => {
    if (behind.open && now.table !== undefined) frame.replaceChildren(dataTable({...now.table, caption: now.title}));
  };
  const write = () => {
    title.textContent = now.title;
    plot.style.minHeight = `${now.height}px`;
    legend.hidden = (now.legend ?? []).length === 0;
    legend.replaceChildren(...(now.legend ?? []).map(legendItem));
    const parts: (string | Node)[] = [now.caption];
    if (now.n !== undefined) parts.push(" ", html`<span class="figure-n">${now.n}</span>`);
    if (now.generated === true) parts.push(" ", generatedMark());
    caption.replaceChildren(...parts);
    behind.hidden = now.table === undefined;
    if (now.table !== undefined) {
      const rows = rowCount(now.table.columns);
      summary.textContent = `Table behind it (${rows} ${rows === 1 ? "row" : "rows"})`;
    }
  };
  behind.addEventListener("toggle", drawTable);
  write();
  new ResizeObserver((entries) => {
    const next = Math.floor(entries[entries.length - 1].contentRect.width);
    if (next === width) return;
    width = next;
    whenSeen(element, drawPlot);
  }).observe(plot);
  element.update = (changes, draw) => {
    now = {...now, ...changes};
    if (draw !== undefined) drawNow = draw;
    write();
    if (width > 0) whenSeen(element, drawPlot);
    drawTable();
  };
  return element;
}

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
