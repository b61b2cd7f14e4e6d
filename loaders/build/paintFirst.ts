/**
 * Lets a page of the built site be painted before its modules are fetched and run: its styles are put into it, and its cells, and
 * other modules that may come at any time, start after the first frame. Framework asks for both at once, so that on a slow processor the text waits for the charts' libraries.
 *
 * @param html a page as Framework writes it
 * @param readStyle gives the text of a style sheet by the address the page has for it, or null to leave the link as it is
 */
export function paintFirst(html: string, readStyle: (address: string) => string | null): string {
  const cells = /<script type="module">([\s\S]*?)<\/script>/.exec(html);
  if (cells === null) return html;
  const modules = Array.from(html.matchAll(/<link rel="modulepreload" href="([^"]+)">\n?/g), ([, address]) => address);
  const others = Array.from(
    html.matchAll(/<script type="module" async="" src="([^"]+)"><\/script>/g),
    ([, address]) => address
  );
  return html
    .replace(/<script type="module" async="" src="[^"]+"><\/script>/g, "")
    .replace(
      cells[0],
      () => `<script type="text/plain" id="clickproof-cells">${cells[1]}</script>${starter(modules, others)}`
    )
    .replace(/<link rel="modulepreload" href="[^"]+">\n?/g, "")
    .replace(/<link rel="stylesheet" type="text\/css" href="([^"]+)">/g, (link, address) => {
      const style = readStyle(address);
      return style === null ? link : `<style>${style}</style>`;
    })
    .replace(/<link rel="preload" as="style" href="([^"]+)">\n?/g, (link, address) =>
      readStyle(address) === null ? link : ""
    );
}

/**
 * Starts the cells after the first frame of the whole document: Framework's client looks once for the places that cells fill, and stops with an error at
 * one that has not arrived yet. A tab in the background has no frames, so a clock starts them there.
 */
function starter(modules: readonly string[], others: readonly string[]): string {
  return `<script>{
let started = false;
const start = () => {
  if (started) return;
  started = true;
  for (const href of ${JSON.stringify(modules)})
    document.head.append(Object.assign(document.createElement("link"), {rel: "modulepreload", href}));
  for (const src of ${JSON.stringify(others)})
    document.head.append(Object.assign(document.createElement("script"), {type: "module", src}));
  const cells = document.getElementById("clickproof-cells");
  cells.replaceWith(Object.assign(document.createElement("script"), {type: "module", textContent: cells.textContent}));
};
const soon = () => {
  requestAnimationFrame(() => setTimeout(start));
  setTimeout(start, 1000);
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", soon);
else soon();
}</script>`;
}
