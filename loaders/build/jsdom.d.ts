/** The part of jsdom that the build uses; it comes without types. */
declare module "jsdom" {
  export class VirtualConsole {
    on(event: string, listener: (...args: unknown[]) => void): this;
  }
  export class JSDOM {
    constructor(html: string, options?: {url?: string; pretendToBeVisual?: boolean; virtualConsole?: VirtualConsole});
    readonly window: Window & typeof globalThis;
    serialize(): string;
  }
}
