/** What the buttons of the commands under a page do (`loaders/build/commandFooter.ts`): copy the command, and say so. */
document.addEventListener("click", ({target}) => {
  const button = target instanceof Element ? target.closest<HTMLButtonElement>("button[data-copy]") : null;
  if (button === null) return;
  navigator.clipboard.writeText(button.dataset.copy!).then(
    () => tell(button, "Copied"),
    () => tell(button, "Not allowed: select it")
  );
});

function tell(button: HTMLButtonElement, word: string): void {
  button.textContent = word;
  setTimeout(() => (button.textContent = "Copy"), 2_000);
}

export {};
