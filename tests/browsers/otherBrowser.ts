/** A browser other than Chromium with one page open, by what WebDriver can do in any. */
export interface OtherBrowser {
  /** Its name and version. */
  readonly name: string;
  open(address: string): Promise<void>;
  /** The value of an expression in the page, as JSON. */
  evaluate<T>(expression: string): Promise<T>;
  /** Errors of the page's own scripts since it was opened, where the browser tells of them. */
  problems(): readonly string[];
  close(): Promise<void>;
}
