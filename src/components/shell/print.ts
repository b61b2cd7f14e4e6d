/** Before a page is printed its folds are opened, its tables have all their rows and its figures are drawn; afterwards they are as they were. */
export function startPrint(): void {
  let opened: HTMLDetailsElement[] = [];
  const parts = (paper: boolean) =>
    document
      .querySelectorAll(".data-table, .figure")
      .forEach((part) => part.dispatchEvent(new CustomEvent("paper", {detail: paper})));
  window.addEventListener("beforeprint", () => {
    opened = Array.from(
      document.querySelectorAll<HTMLDetailsElement>("main details:not([open], .tools-menu, .figure-behind)")
    );
    for (const fold of opened) fold.open = true;
    parts(true);
  });
  window.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    parts(false);
  });
}
