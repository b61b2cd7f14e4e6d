import type {LegendItem} from "./standaloneSvg.js";

/** What is filled or stroked with a colour, as a legend can show it. */
export type MarkShape = NonNullable<LegendItem["shape"]>;

/**
 * The items of a legend as a drawing has them: those whose colour no mark has are left out, and a swatch takes the shape of a mark of its
 * colour (line, dashed line, dot, ring, area), so that the legend cannot contradict the drawing.
 */
export function legendFromMarks(items: readonly LegendItem[], drawing: Element): LegendItem[] {
  const shapes = shapesByColour(drawing);
  return items.flatMap((item) => {
    const drawn = shapes.get(item.colour);
    if (drawn === undefined) return [];
    const wanted = item.shape ?? "square";
    // a cross is drawn as a path or a text, which is none of these
    return [wanted === "cross" || drawn.has(wanted) ? item : {...item, shape: [...drawn][0]}];
  });
}

/** The shapes in which each colour is drawn, the most frequent first. */
function shapesByColour(drawing: Element): Map<string, Set<MarkShape>> {
  const counts = new Map<string, Map<MarkShape, number>>();
  const add = (colour: string | null, shape: MarkShape) => {
    if (colour === null || colour === "none") return;
    const of = counts.get(colour) ?? new Map<MarkShape, number>();
    of.set(shape, (of.get(shape) ?? 0) + 1);
    counts.set(colour, of);
  };
  for (const element of drawing.querySelectorAll("circle, path, line, rect, text, polyline")) {
    if (element.closest("defs, clipPath") !== null) continue;
    const [fill, stroke] = [inherited(element, "fill"), inherited(element, "stroke")];
    const dashed = (inherited(element, "stroke-dasharray") ?? "none") !== "none";
    const isDot =
      element.localName === "circle" || (element.localName === "path" && fill !== "none" && isSymbol(element));
    if (element.localName === "text") add(fill, "square");
    else if (fill !== null && fill !== "none") add(fill, isDot ? "dot" : "square");
    if (stroke !== null && stroke !== "none" && stroke !== fill)
      add(stroke, element.localName === "circle" ? (fill === "none" ? "ring" : "dot") : dashed ? "dash" : "line");
  }
  return new Map(
    [...counts].map(([colour, of]) => [colour, new Set([...of].sort((a, b) => b[1] - a[1]).map(([shape]) => shape))])
  );
}

/** Symbols that Plot draws are moved to their place; areas and lines are not. */
const isSymbol = (element: Element): boolean => element.hasAttribute("transform");

function inherited(element: Element, name: string): string | null {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const value = at.getAttribute(name) ?? (at as SVGElement).style?.getPropertyValue(name);
    if (value) return value;
    if (at.localName === "svg" && at.parentElement?.closest("svg") == null) return null;
  }
  return null;
}
