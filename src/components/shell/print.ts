/** Before a page is printed its folds are opened and its tables have all their rows; afterwards they are as they were. */
export function startPrint(): void {
  let opened: HTMLDetailsElement[] = [];
  const tables = (paper: boolean) =>
    document
      .querySelectorAll(".data-table")
      .forEach((table) => table.dispatchEvent(new CustomEvent("paper", {detail: paper})));
  window.addEventListener("beforeprint", () => {
    opened = Array.from(
      document.querySelectorAll<HTMLDetailsElement>("main details:not([open], .tools-menu, .figure-behind)")
    );
    for (const fold of opened) fold.open = true;
    tables(true);
  });
  window.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    tables(false);
  });
}
