/** Puts drawings below each other in one SVG, so that panels that share a scale are one figure and one file. */
export function stacked(panels: readonly SVGSVGElement[], width: number): SVGSVGElement {
  const outer = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  let y = 0;
  for (const panel of panels) {
    panel.setAttribute("y", String(y));
    panel.setAttribute("overflow", "visible");
    panel.removeAttribute("role");
    y += Number(panel.getAttribute("height"));
    outer.append(panel);
  }
  for (const [name, value] of Object.entries({width, height: y, viewBox: `0 0 ${width} ${y}`, fill: "currentColor"}))
    outer.setAttribute(name, String(value));
  outer.setAttribute("font-family", "system-ui, sans-serif");
  outer.setAttribute("font-size", "10");
  return outer;
}
