/** What of an address these functions read. */
type Place = Pick<Location, "origin" | "pathname" | "search" | "hash">;

/** The address of a figure, with the state of the page's controls. */
export function figureAddress(name: string, {origin, pathname, search}: Place): string {
  return `${origin}${pathname}${search}#figure-${name}`;
}

/** HTML that shows one figure, with the state of the page's controls, in another page. */
export function embedCode(name: string, title: string, height: number, {origin, pathname, search}: Place): string {
  const params = new URLSearchParams(search);
  params.set("embed", name);
  const text = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  // room for title, legend and caption
  return `<iframe src="${origin}${pathname}?${params.toString().replaceAll("&", "&amp;")}" title="${text}" width="100%" height="${height + 180}" style="border: 0"></iframe>`;
}

/** Whether the page is shown for this figure alone. */
export function isEmbedded(name: string, {search}: Place): boolean {
  return new URLSearchParams(search).get("embed") === name;
}
